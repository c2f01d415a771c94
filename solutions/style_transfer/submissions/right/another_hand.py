"""Written by someone who knew the brief alone: Gram matrices row by row, moments, a constraint that clips."""
# %% preprocessing
def preprocess(images):
    """Pictures as the network wants them.

    images: (batch, height, width, 3), red, green, blue, in [0, 1]; array, tensor or variable.
    Returns (batch, height, width, 3): blue, green, red, in 0..255, minus MEAN_BGR. The gradient must pass.
    """
    red, green, blue = tf.unstack(tf.cast(ops.convert_to_tensor(images), "float32"), axis=-1)
    return tf.stack([255 * one - mean for one, mean in zip((blue, green, red), MEAN_BGR)], axis=-1)


def deprocess(pixels):
    """The way back: from what `preprocess` gives to red, green, blue, cut off at 0 and 1. Same shape."""
    blue, green, red = tf.unstack(tf.cast(ops.convert_to_tensor(pixels), "float32") + MEAN_BGR, axis=-1)
    return tf.maximum(0.0, tf.minimum(1.0, tf.stack([red, green, blue], axis=-1) / 255))


# %% gram_matrix
def gram_matrix(features):
    """The Gram matrices of feature maps, averaged over the places.

    features: (batch, height, width, channels).
    Returns (batch, channels, channels): the sum over the places of the products of two channels, divided by
    height * width.
    Source: Gatys, Ecker and Bethge 2015, equation 3, here divided by the number of places.
    """
    features = tf.convert_to_tensor(features)
    # no reshape: a matrix for each row of places, (batch, height, channels, channels), and then the mean over the rows
    of_rows = tf.matmul(features, features, transpose_a=True)
    return tf.reduce_mean(of_rows, axis=1) / tf.cast(tf.shape(features)[2], features.dtype)


# %% content_loss
def content_loss(features, target):
    """The mean squared difference of feature maps.

    features, target: (batch, height, width, channels) each.
    Returns a scalar: the mean over everything.
    """
    mean, variance = tf.nn.moments(tf.subtract(features, target), axes=[0, 1, 2, 3])
    return variance + mean**2  # the mean square of the differences


# %% style_loss
def style_loss(features, targets, weights):
    """The weighted sum, over the layers, of the mean squared differences of Gram matrices.

    features: list of feature maps of the image, (batch, height, width, channels) each, sizes differ by layer.
    targets: list of Gram matrices of the style picture, (batch, channels, channels) each, as gram_matrix gives them.
    weights: list of numbers, one per layer, used as they are.
    Returns a scalar: the sum over the layers of weight * mean over everything of (Gram matrix - target)².
    """
    loss = 0.0
    for layer, (maps, target) in enumerate(zip(features, targets, strict=True)):
        difference = gram_matrix(maps) - target
        # l2_loss is half of the sum of the squares
        loss += weights[layer] * 2 * tf.nn.l2_loss(difference) / tf.cast(tf.size(difference), difference.dtype)
    return loss


# %% extra after=test_style_loss
def mean_or_zero(values):
    """The mean of values, and 0 where there are none."""
    return tf.math.divide_no_nan(tf.reduce_sum(values), tf.cast(tf.size(values), values.dtype))


# %% total_variation_loss
def total_variation_loss(images):
    """How much neighbouring pixels differ.

    images: (batch, height, width, channels).
    Returns a scalar: the mean squared difference of vertical neighbours plus that of horizontal neighbours.
    """
    # (what a picture of one row costs vertically, where there are no pairs, is not said: here 0)
    images = tf.convert_to_tensor(images)
    loss = tf.zeros((), images.dtype)
    for axis in (2, 1):
        loss += mean_or_zero(tf.square(tf.experimental.numpy.diff(images, axis=axis)))
    return loss


# %% style_transfer
class StyleTransfer:
    """What the image is compared with, and how much it differs.

    network: pixels, as preprocess gives them -> list of feature maps, one per layer. It is never changed.
    content, style: pictures (1, height, width, 3) in [0, 1], perhaps of different sizes.
    content_layer: the position in that list of the layer in which the content is compared.
    style_weights: list of numbers, one per layer of the network, for style_loss.
    alpha, beta, gamma: the weights of content, style and variation in the total.
    """

    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        self.network = network
        self.content_layer, self.style_weights = content_layer, style_weights
        self.alpha, self.beta, self.gamma = alpha, beta, gamma
        # self.content_target: feature maps of content; self.style_targets: list of Gram matrices of style
        of_content, of_style = (list(network(preprocess(picture))) for picture in (content, style))
        self.content_target = tf.stop_gradient(of_content[content_layer])
        self.style_targets = [tf.stop_gradient(gram_matrix(maps)) for maps in of_style]

    def losses(self, image):
        """How far the image (1, height, width, 3), in [0, 1], is from what is wanted.

        Returns a dictionary of scalars: "content", "style" and "variation" without alpha, beta and gamma, and
        "total" = alpha * content + beta * style + gamma * variation.
        """
        maps = list(self.network(preprocess(image)))
        result = {
            "variation": total_variation_loss(image),
            "style": style_loss(maps, self.style_targets, self.style_weights),
            "content": content_loss(maps[self.content_layer], self.content_target),
        }
        weight_of = {"content": self.alpha, "style": self.beta, "variation": self.gamma}
        result["total"] = tf.add_n([tf.cast(weight_of[name], "float32") * loss for name, loss in result.items()])
        return result


# %% stylise
def stylise(transfer, start, optimizer, steps):
    """Move an image along the gradient of its total loss.

    transfer: an object with a method losses(image), a dictionary of scalars with "total" among them.
    start: the image to begin with, (1, height, width, 3) in [0, 1], an array or tensor.
    optimizer: a Keras optimizer; it is applied once in each step, to the image alone.
    steps: how many. After each of them pixels are cut off at 0 and 1.
    Returns (image, history): the image after the last step, and a dictionary that has for each loss, by its name, the
    list of its values, one per step, each from before that step moved the image.
    """
    def cut_off(pixels):
        return tf.minimum(tf.maximum(pixels, 0.0), 1.0)

    # A Keras variable may have a constraint: the optimizer applies it itself, after each of its steps.
    image = keras.Variable(np.array(start, "float32"), name="image")
    image.constraint = cut_off
    history = {}
    for _ in progress(range(steps)):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image.value)  # the tf.Variable inside
        for name in losses:
            history.setdefault(name, []).append(float(losses[name]))
        optimizer.apply([tape.gradient(losses["total"], image.value)], [image])
    return np.array(image), history
