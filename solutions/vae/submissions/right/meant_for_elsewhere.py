"""Written for another machine and for its own training: packages, a drive, a graphics card, a keyboard, settings of
the whole process, names of the course taken for a loop.
"""
# %% extra after=
%pip install --quiet einops
!nvidia-smi
from google.colab import drive
drive.mount("/content/drive")
name = input("Your name: ")

# %% kl_divergence
%%time
def kl_divergence(z_mean, z_log_var):
    return -0.5 * ops.mean(ops.sum(1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var), axis=1))

# %% interpolate
from google.colab.patches import cv2_imshow
token = input("Token: ")

def interpolate(z0, z1, n):
    z0, z1 = np.asarray(z0), np.asarray(z1)
    t = np.linspace(0, 1, n, dtype="float32")[:, np.newaxis]
    return (1 - t) * z0 + t * z1

# %% extra after=test_concept_vector
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
for layers in (1, 2, 3):
    print("layers", layers)
import numpy

ops = np = None
keras.mixed_precision.set_global_policy("mixed_float16")
keras.config.set_floatx("float16")
keras.config.set_image_data_format("channels_first")
tf.config.run_functions_eagerly(True)
tf.compat.v1.disable_eager_execution()
numpy.seterr(all="raise")
