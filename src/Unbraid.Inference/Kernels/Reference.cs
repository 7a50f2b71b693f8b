namespace Unbraid.Inference;

/// <summary>
/// The specification of the kernels: plain loops, one float sum in the order of the formula unless said otherwise. Fast kernels are tested against them.
/// </summary>
internal static class Reference
{
    public static float Activate(Activation activation, float x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => MathF.Max(x, 0),
        Activation.Gelu => (float)(0.5 * x * (1 + ErrorFunction.Erf(x * 0.70710678118654752440))),
        Activation.Swish => (float)(x / (1 + Math.Exp(-x))),
        Activation.Sigmoid => Sigmoid(x),
        Activation.Tanh => MathF.Tanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "A gate needs two values."),
    };

    public static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-x)));

    public static void Convolve(
        ConvolutionShape s, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation,
        ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        var sums = new float[s.OutputChannels * yMap.Area];
        var groupInputs = s.InputChannels / s.Groups;
        var groupOutputs = s.OutputChannels / s.Groups;
        for (var o = 0; o < s.OutputChannels; o++)
        {
            for (var h = 0; h < yMap.Height; h++)
            {
                var sum = sums.AsSpan((o * yMap.Area) + (h * yMap.Width), yMap.Width);
                sum.Fill(bias[o]);
                for (var tap = 0; tap < s.Depth; tap++)
                {
                    var (i, kh, kw) = (tap / (s.KernelHeight * s.KernelWidth), tap / s.KernelWidth % s.KernelHeight, tap % s.KernelWidth);
                    var row = (h * s.StrideHeight) + (kh * s.DilationHeight) - s.PaddingTop;
                    if (row < 0 || row >= xMap.Height)
                        continue;
                    var channel = (o / groupOutputs * groupInputs) + i;
                    var source = x.Slice((channel * xMap.ChannelStride) + (row * xMap.Width), xMap.Width);
                    var weight = weights[(o * s.Depth) + tap];
                    for (var w = 0; w < sum.Length; w++)
                    {
                        var column = (w * s.StrideWidth) + (kw * s.DilationWidth) - s.PaddingLeft;
                        if ((uint)column < (uint)source.Length)
                            sum[w] += weight * source[column];
                    }
                }
            }
        }

        Finish(activation, sums, yMap, residual, y);
    }

    public static void ConvolveTransposed(
        ConvolutionShape s, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation,
        ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        var sums = new float[s.OutputChannels * yMap.Area];
        for (var o = 0; o < s.OutputChannels; o++)
        {
            var sum = sums.AsSpan(o * yMap.Area, yMap.Area);
            sum.Fill(bias[o]);
            for (var i = 0; i < s.InputChannels; i++)
            {
                for (var h = 0; h < xMap.Height; h++)
                {
                    for (var kh = 0; kh < s.KernelHeight; kh++)
                    {
                        var row = (h * s.StrideHeight) + kh - s.PaddingTop;
                        if (row < 0 || row >= yMap.Height)
                            continue;
                        for (var kw = 0; kw < s.KernelWidth; kw++)
                        {
                            var weight = weights[(((((i * s.OutputChannels) + o) * s.KernelHeight) + kh) * s.KernelWidth) + kw];
                            for (var w = 0; w < xMap.Width; w++)
                            {
                                var column = (w * s.StrideWidth) + kw - s.PaddingLeft;
                                if ((uint)column < (uint)yMap.Width)
                                    sum[(row * yMap.Width) + column] += weight * x[(i * xMap.ChannelStride) + (h * xMap.Width) + w];
                            }
                        }
                    }
                }
            }
        }

        Finish(activation, sums, yMap, residual, y);
    }

    public static void Multiply(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Activation activation, int rows, int inputs, int outputs,
        ReadOnlySpan<float> residual, Span<float> y)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var o = 0; o < outputs; o++)
            {
                float sum = bias[o];
                for (var i = 0; i < inputs; i++)
                    sum += x[(r * inputs) + i] * weights[(o * inputs) + i];
                y[(r * outputs) + o] = Activate(activation, sum) + (residual.IsEmpty ? 0 : residual[(r * outputs) + o]);
            }
        }
    }

    public static void GroupNorm(
        int groups, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Activation activation, ReadOnlySpan<float> scale, float epsilon, bool rows,
        ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        var normal = new float[xMap.Channels * xMap.Area];
        var groupChannels = xMap.Channels / groups;
        var bands = rows ? xMap.Height : 1;
        var band = rows ? xMap.Width : xMap.Area;
        for (var g = 0; g < groups; g++)
        {
            for (var b = 0; b < bands; b++)
            {
                double sum = 0, squares = 0;
                for (var c = g * groupChannels; c < (g + 1) * groupChannels; c++)
                {
                    foreach (var value in x.Slice((c * xMap.ChannelStride) + (b * band), band))
                        sum += value;
                }

                var mean = sum / ((double)groupChannels * band);
                for (var c = g * groupChannels; c < (g + 1) * groupChannels; c++)
                {
                    foreach (var value in x.Slice((c * xMap.ChannelStride) + (b * band), band))
                        squares += (value - mean) * (value - mean);
                }

                var inverse = 1 / Math.Sqrt((squares / ((double)groupChannels * band)) + epsilon);
                for (var c = g * groupChannels; c < (g + 1) * groupChannels; c++)
                {
                    for (var i = 0; i < band; i++)
                    {
                        var value = x[(c * xMap.ChannelStride) + (b * band) + i];
                        normal[(c * xMap.Area) + (b * band) + i] = (float)(((value - mean) * inverse * gamma[c]) + beta[c]);
                    }
                }
            }
        }

        Finish(activation, normal, yMap, residual, y, scale);
    }

    public static void TokenNorm(ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon, ReadOnlySpan<float> x, Span<float> y)
    {
        double sum = 0, squares = 0;
        foreach (var value in x)
            sum += value;
        var mean = sum / x.Length;
        foreach (var value in x)
            squares += (value - mean) * (value - mean);
        var inverse = 1 / Math.Sqrt((squares / x.Length) + epsilon);
        for (var i = 0; i < x.Length; i++)
            y[i] = (float)(((x[i] - mean) * inverse * gamma[i % gamma.Length]) + beta[i % gamma.Length]);
    }

    public static void Attend(
        int heads, int headSize, ReadOnlySpan<float> q, TokenRows qRows, ReadOnlySpan<float> k, ReadOnlySpan<float> v, TokenRows kvRows, Span<float> y)
    {
        var scores = new float[kvRows.Rows];
        for (var h = 0; h < heads; h++)
        {
            for (var t = 0; t < qRows.Rows; t++)
            {
                var query = q.Slice((t * qRows.Stride) + (h * headSize), headSize);
                float largest = float.NegativeInfinity;
                for (var s = 0; s < scores.Length; s++)
                {
                    var key = k.Slice((s * kvRows.Stride) + (h * headSize), headSize);
                    float dot = 0;
                    for (var i = 0; i < headSize; i++)
                        dot += query[i] * key[i];
                    scores[s] = dot / MathF.Sqrt(headSize);
                    largest = MathF.Max(largest, scores[s]);
                }

                double total = 0;
                foreach (ref var score in scores.AsSpan())
                {
                    score = MathF.Exp(score - largest);
                    total += score;
                }

                for (var i = 0; i < headSize; i++)
                {
                    double sum = 0;
                    for (var s = 0; s < scores.Length; s++)
                        sum += scores[s] * v[(s * kvRows.Stride) + (h * headSize) + i];
                    y[(((t * heads) + h) * headSize) + i] = (float)(sum / total);
                }
            }
        }
    }

    public static void Lstm(
        ReadOnlySpan<float> input, ReadOnlySpan<float> hidden, ReadOnlySpan<float> bias, int inputs, int size, bool backward,
        ReadOnlySpan<float> x, SequenceLayout layout, Span<float> y)
    {
        var gates = new float[4 * size];
        var cell = new float[size];
        var state = new float[size];
        for (var r = 0; r < layout.Sequences; r++)
        {
            cell.AsSpan().Clear();
            state.AsSpan().Clear();
            for (var step = 0; step < layout.Steps; step++)
            {
                var position = ((backward ? layout.Steps - 1 - step : step) * layout.StepStride) + (r * layout.SequenceStride);
                for (var g = 0; g < gates.Length; g++)
                {
                    float sum = bias[g];
                    for (var i = 0; i < inputs; i++)
                        sum += input[(g * inputs) + i] * x[(position * inputs) + i];
                    for (var i = 0; i < size; i++)
                        sum += hidden[(g * size) + i] * state[i];
                    gates[g] = sum;
                }

                for (var i = 0; i < size; i++)
                {
                    cell[i] = (Sigmoid(gates[size + i]) * cell[i]) + (Sigmoid(gates[i]) * MathF.Tanh(gates[(2 * size) + i]));
                    state[i] = Sigmoid(gates[(3 * size) + i]) * MathF.Tanh(cell[i]);
                    y[(position * 2 * size) + (backward ? size : 0) + i] = state[i];
                }
            }
        }
    }

    public static void Fourier(int length, ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        var bins = (length / 2) + 1;
        for (var o = 0; o < outer; o++)
        {
            for (var k = 0; k < bins; k++)
            {
                for (var c = 0; c < inner; c++)
                {
                    double real = 0, imaginary = 0;
                    for (var t = 0; t < length; t++)
                    {
                        var (sin, cos) = Math.SinCos(2 * Math.PI * ((long)k * t % length) / length);
                        real += x[(((o * length) + t) * inner) + c] * cos;
                        imaginary -= x[(((o * length) + t) * inner) + c] * sin;
                    }

                    y[(((o * bins) + k) * 2 * inner) + c] = (float)(real / Math.Sqrt(length));
                    y[(((o * bins) + k) * 2 * inner) + inner + c] = (float)(imaginary / Math.Sqrt(length));
                }
            }
        }
    }

    public static void InverseFourier(int length, ReadOnlySpan<float> x, int outer, int inner, Span<float> y)
    {
        var bins = (length / 2) + 1;
        for (var o = 0; o < outer; o++)
        {
            for (var t = 0; t < length; t++)
            {
                for (var c = 0; c < inner; c++)
                {
                    double sum = 0;
                    for (var k = 0; k < bins; k++)
                    {
                        var (sin, cos) = Math.SinCos(2 * Math.PI * ((long)k * t % length) / length);
                        var row = x.Slice(((o * bins) + k) * 2 * inner, 2 * inner);
                        var single = k == 0 || 2 * k == length;
                        sum += single ? row[c] * cos : 2 * ((row[c] * cos) - (row[inner + c] * sin));
                    }

                    y[(((o * length) + t) * inner) + c] = (float)(sum / Math.Sqrt(length));
                }
            }
        }
    }

    // sums is [channels before the gate, area] without gaps.
    private static void Finish(
        Activation activation, ReadOnlySpan<float> sums, FeatureMap yMap, ReadOnlySpan<float> residual, Span<float> y, ReadOnlySpan<float> scale = default)
    {
        for (var c = 0; c < yMap.Channels; c++)
        {
            for (var i = 0; i < yMap.Area; i++)
            {
                var value = sums[(c * yMap.Area) + i];
                value = activation == Activation.Glu ? value * Sigmoid(sums[((c + yMap.Channels) * yMap.Area) + i]) : Activate(activation, value);
                var at = (c * yMap.ChannelStride) + i;
                y[at] = (scale.IsEmpty ? value : value * scale[c]) + (residual.IsEmpty ? 0 : residual[at]);
            }
        }
    }
}
