namespace Unbraid.Inference;

/// <summary>A convolution with one channel per group, in and out: a few multiply-adds per element, done row by row without packing.</summary>
internal sealed unsafe class DepthwiseConvolution(
    Engine engine, ConvolutionShape shape, float[] weights, float[] bias, Activation activation)
{
    private const int MostLanes = 16;

    /// <summary>Whether the shape is of that kind, with unit stride along the width.</summary>
    public static bool Fits(ConvolutionShape shape) =>
        shape.Groups > 1 && shape.Groups == shape.InputChannels && shape.Groups == shape.OutputChannels && shape.StrideWidth == 1;

    public void Run(float* x, FeatureMap xMap, float* residual, float* y, FeatureMap yMap)
    {
        fixed (float* w = weights)
        {
            var body = new Body(engine, shape, w, bias, activation, x, xMap, residual, y, yMap);
            engine.For(yMap.Channels, ref body);
        }
    }

    private readonly struct Body(
        Engine engine, ConvolutionShape shape, float* weights, float[] bias, Activation activation, float* x, FeatureMap xMap, float* residual, float* y,
        FeatureMap yMap) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var padded = (yMap.Width + MostLanes - 1) / MostLanes * MostLanes;
            var sum = engine.Scratch(worker, padded);
            for (var h = 0; h < yMap.Height; h++)
            {
                new Span<float>(sum, padded).Clear();
                for (var tap = 0; tap < shape.Depth; tap++)
                {
                    var (kh, kw) = Math.DivRem(tap, shape.KernelWidth);
                    var row = (h * shape.StrideHeight) + (kh * shape.DilationHeight) - shape.PaddingTop;
                    if ((uint)row < (uint)xMap.Height)
                    {
                        var shift = (kw * shape.DilationWidth) - shape.PaddingLeft;
                        var source = x + ((long)index * xMap.ChannelStride) + ((long)row * xMap.Width);
                        AddTap<T>(weights[(index * shape.Depth) + tap], source, xMap.Width, shift, sum);
                    }
                }

                var at = ((long)index * yMap.ChannelStride) + ((long)h * yMap.Width);
                var target = new TileTarget { Y = y + at, Residual = residual == null ? null : residual + at, Rows = 1, Count = yMap.Width };
                var offset = bias[index];
                RowEpilogue.Store<T>(activation, sum, padded, &offset, target);
            }
        }

        private void AddTap<T>(float weight, float* source, int length, int shift, float* sum)
            where T : struct, ILanes<T>
        {
            var i = Math.Max(0, -shift);
            var end = Math.Min(yMap.Width, length - shift);
            var w = T.Create(weight);
            for (; i + T.Count <= end; i += T.Count)
                T.FusedMultiplyAdd(w, T.Load(source + i + shift), T.Load(sum + i)).Store(sum + i);
            for (; i < end; i++)
                sum[i] = MathF.FusedMultiplyAdd(weight, source[i + shift], sum[i]);
        }
    }
}
