using Unbraid.Inference;
using Xunit;

namespace Unbraid.Tests.Kernels;

public sealed class ConvolutionTests
{
    [Fact]
    public void Pointwise_agrees_with_the_plain_loops_at_every_width()
    {
        foreach (var width in KernelAssert.Sizes)
            Check(new ConvolutionShape(5, 14), 1, width, 1, width, Activation.None, width % 2 == 0);
    }

    [Fact]
    public void Every_width_of_kernels_that_reach_beyond_the_edges_agrees_with_the_plain_loops()
    {
        foreach (var width in KernelAssert.Sizes)
        {
            Check(new ConvolutionShape(3, 6) { KernelWidth = 3, DilationWidth = 2, PaddingLeft = 2 }, 2, width, 2, width, Activation.Glu, width % 2 == 0);
            Check(new ConvolutionShape(2, 5) { KernelWidth = 8, StrideWidth = 4, PaddingLeft = 2 }, 1, width, 1, (width + 3) / 4, Activation.Gelu, false);
            Check(new ConvolutionShape(3, 3) { KernelWidth = 3, PaddingLeft = 1, Groups = 3 }, 2, width, 2, width, Activation.Swish, width % 2 == 1);
            CheckTransposed(new ConvolutionShape(3, 5) { KernelWidth = 8, StrideWidth = 4, PaddingLeft = 2 }, 1, width, 1, 4 * width, Activation.Gelu, width % 2 == 0);
            CheckTransposed(new ConvolutionShape(3, 5) { KernelHeight = 8, StrideHeight = 4, PaddingTop = 2 }, 2, width, 8, width, Activation.None, width % 2 == 1);
        }
    }

    [Fact]
    public void Every_number_of_channels_agrees_with_the_plain_loops()
    {
        foreach (var channels in KernelAssert.Sizes)
        {
            Check(new ConvolutionShape(3, channels) { KernelWidth = 3, PaddingLeft = 1 }, 2, 37, 2, 37, Activation.Gelu, false);
            Check(new ConvolutionShape(3, 2 * channels) { KernelWidth = 3, PaddingLeft = 1 }, 2, 37, 2, 37, Activation.Glu, channels % 2 == 0);
        }
    }

    [Fact]
    public void Kernels_strides_dilations_and_paddings_agree_with_the_plain_loops()
    {
        Check(new ConvolutionShape(4, 6) { KernelHeight = 8, StrideHeight = 4, PaddingTop = 2 }, 64, 21, 16, 21, Activation.None, false);
        Check(new ConvolutionShape(2, 9) { KernelWidth = 8, StrideWidth = 4, PaddingLeft = 2 }, 1, 301, 1, 76, Activation.Gelu, true);
        Check(new ConvolutionShape(7, 12) { KernelHeight = 3, KernelWidth = 3, PaddingTop = 1, PaddingLeft = 1 }, 9, 35, 9, 35, Activation.Glu, true);
        Check(new ConvolutionShape(6, 5) { KernelWidth = 3, DilationWidth = 4, PaddingLeft = 4 }, 3, 70, 3, 70, Activation.Swish, false);
        Check(new ConvolutionShape(6, 5) { KernelHeight = 3, DilationHeight = 2, PaddingTop = 2 }, 7, 10, 7, 10, Activation.None, false);
        Check(new ConvolutionShape(6, 10) { KernelWidth = 3, PaddingLeft = 1, Groups = 2 }, 3, 70, 3, 70, Activation.None, true);
        Check(new ConvolutionShape(6, 6) { KernelWidth = 3, PaddingLeft = 1, Groups = 6 }, 3, 71, 3, 71, Activation.Swish, true);
        Check(new ConvolutionShape(4, 4) { KernelWidth = 5, PaddingLeft = 2, DilationWidth = 2, Groups = 4 }, 2, 6, 2, 6, Activation.None, false);
        Check(new ConvolutionShape(2, 3) { KernelHeight = 4, StrideHeight = 4, PaddingTop = 1 }, 13, 5, 4, 5, Activation.Relu, false);
    }

    [Fact]
    public void Bands_of_larger_maps_are_read_and_written_in_place()
    {
        using var x = GuardedBuffer.Random(3 * 10 * 20, 5);
        using var weights = GuardedBuffer.Random(4 * 3 * 3, 6);
        var shape = new ConvolutionShape(3, 4) { KernelHeight = 3, PaddingTop = 1 };
        var xMap = new FeatureMap(3, 4, 20, 200);
        var yMap = new FeatureMap(4, 4, 20, 120);
        KernelAssert.ForEveryEngine(engine =>
        {
            var expected = new float[4 * 120];
            var actual = new float[4 * 120];
            Reference.Convolve(shape, weights.Span, new float[4], Activation.None, x.Span[60..], xMap, default, expected.AsSpan(40), yMap);
            new Convolution(engine, shape, weights.Span, []).Run(x.Span[60..], xMap, actual.AsSpan(40), yMap);
            KernelAssert.Close(expected, actual, 1e-5f, "band");
        });
    }

    [Fact]
    public void Layer_scale_is_the_same_inside_and_outside_of_the_weights()
    {
        using var engine = new Engine(1);
        using var weights = GuardedBuffer.Random(8 * 3, 7);
        using var bias = GuardedBuffer.Random(8, 8);
        using var x = GuardedBuffer.Random(3 * 9, 9);
        float[] scale = [0.5f, 2, -1, 0.25f];
        var map = new FeatureMap(4, 1, 9);
        var y = new float[36];
        var plain = new float[36];
        var shape = new ConvolutionShape(3, 8);
        new Convolution(engine, shape, weights.Span, bias.Span, Activation.Glu, scale).Run(x.Span, new FeatureMap(3, 1, 9), y, map);
        Reference.Convolve(shape, weights.Span, bias.Span, Activation.Glu, x.Span, new FeatureMap(3, 1, 9), default, plain, map);
        for (var i = 0; i < plain.Length; i++)
            plain[i] *= scale[i / 9];
        KernelAssert.Close(plain, y, 1e-6f, "scale");
    }

    [Fact]
    public void Transposed_convolutions_agree_with_the_plain_loops()
    {
        CheckTransposed(new ConvolutionShape(6, 5) { KernelHeight = 8, StrideHeight = 4, PaddingTop = 2 }, 8, 21, 32, 21, Activation.Gelu, true);
        CheckTransposed(new ConvolutionShape(7, 3) { KernelWidth = 8, StrideWidth = 4, PaddingLeft = 2 }, 1, 75, 1, 299, Activation.None, false);
        CheckTransposed(new ConvolutionShape(4, 14) { KernelHeight = 3 }, 6, 33, 6, 33, Activation.None, false);
        CheckTransposed(new ConvolutionShape(4, 14) { KernelHeight = 3, PaddingTop = 1 }, 6, 33, 6, 33, Activation.None, false);
        CheckTransposed(new ConvolutionShape(4, 4) { KernelHeight = 16, StrideHeight = 16, PaddingTop = 5 }, 4, 9, 50, 9, Activation.None, true);
        CheckTransposed(new ConvolutionShape(3, 2) { KernelHeight = 4, KernelWidth = 5, StrideHeight = 3, StrideWidth = 2, PaddingLeft = 1 }, 5, 6, 16, 14, Activation.Relu, true);
    }

    private static void Check(
        ConvolutionShape shape, int height, int width, int outHeight, int outWidth, Activation activation, bool inPlaceResidual)
    {
        var outputs = activation == Activation.Glu ? shape.OutputChannels / 2 : shape.OutputChannels;
        using var weights = GuardedBuffer.Random(shape.OutputChannels * shape.InputChannels / shape.Groups * shape.KernelHeight * shape.KernelWidth, 2);
        Compare(
            shape, height, width, outHeight, outWidth, outputs, inPlaceResidual,
            (bias, x, xMap, residual, y, yMap) => Reference.Convolve(shape, weights.Span, bias, activation, x, xMap, residual, y, yMap),
            (engine, bias, x, xMap, residual, y, yMap) =>
                new Convolution(engine, shape, weights.Span, bias, activation).Run(x, xMap, residual, y, yMap));
    }

    private static void CheckTransposed(
        ConvolutionShape shape, int height, int width, int outHeight, int outWidth, Activation activation, bool inPlaceResidual)
    {
        using var weights = GuardedBuffer.Random(shape.OutputChannels * shape.InputChannels * shape.KernelHeight * shape.KernelWidth, 2);
        Compare(
            shape, height, width, outHeight, outWidth, shape.OutputChannels, inPlaceResidual,
            (bias, x, xMap, residual, y, yMap) => Reference.ConvolveTransposed(shape, weights.Span, bias, activation, x, xMap, residual, y, yMap),
            (engine, bias, x, xMap, residual, y, yMap) =>
                new TransposedConvolution(engine, shape, weights.Span, bias, activation).Run(x, xMap, residual, y, yMap));
    }

    private delegate void Specification(
        ReadOnlySpan<float> bias, ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap);

    private delegate void Layer(
        Engine engine, ReadOnlySpan<float> bias, ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap);

    private static void Compare(
        ConvolutionShape shape, int height, int width, int outHeight, int outWidth, int outputs, bool inPlaceResidual, Specification expect, Layer run)
    {
        var xMap = new FeatureMap(shape.InputChannels, height, width);
        var yMap = new FeatureMap(outputs, outHeight, outWidth);
        var uneven = (width + outputs) % 4;
        using var x = GuardedBuffer.Random(xMap.Span, 1, 1, uneven);
        using var bias = GuardedBuffer.Random(shape.OutputChannels, 3);
        using var residual = GuardedBuffer.Random(yMap.Span, 4);
        var expected = new float[yMap.Span];
        expect(bias.Span, x.Span, xMap, inPlaceResidual ? residual.Span : default, expected, yMap);
        float[]? before = null;
        KernelSet? set = null;
        KernelAssert.ForEveryEngine(engine =>
        {
            using var y = new GuardedBuffer(yMap.Span, 3 - uneven);
            residual.Span.CopyTo(y.Span);
            run(engine, bias.Span, x.Span, xMap, inPlaceResidual ? y.Span : default, y.Span, yMap);
            KernelAssert.Close(expected, y.Span, 2e-5f, $"{engine.Kernels} {shape} at {height} x {width}");
            if (set == engine.Kernels)
                Assert.Equal(before!, y.Span.ToArray());
            (set, before) = (engine.Kernels, y.Span.ToArray());
        });
    }
}
