namespace Unbraid.Inference;

/// <summary>
/// Group normalisation (Wu and He 2018): y = residual + scale * activation((x - mean) / sqrt(variance + epsilon) * gamma + beta), the mean and the
/// biased variance taken over a group. Sums are kept in double.
/// </summary>
internal sealed unsafe class GroupNorm
{
    private readonly Engine _engine;
    private readonly int _groups;
    private readonly float[] _gamma;
    private readonly float[] _beta;
    private readonly float[] _scale;
    private readonly Activation _activation;
    private readonly float _epsilon;
    private Moments[] _moments = [];

    /// <param name="engine">What it runs on.</param>
    /// <param name="groups">Number of groups; divides the channels.</param>
    /// <param name="gamma">[channels]</param>
    /// <param name="beta">[channels]</param>
    /// <param name="activation">Applied to the result. With <see cref="Activation.Glu"/> half as many channels come out.</param>
    /// <param name="scale">Layer scale after the activation: [channels that come out], or empty.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public GroupNorm(
        Engine engine, int groups, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Activation activation = Activation.None,
        ReadOnlySpan<float> scale = default, float epsilon = 1e-5f)
    {
        if (groups < 1 || gamma.Length % groups != 0)
            throw new ArgumentException($"{gamma.Length} channels cannot be cut into {groups} groups.", nameof(groups));
        LayerChecks.Length(beta, gamma.Length, nameof(beta));
        (_engine, _groups, _activation, _epsilon) = (engine, groups, activation, epsilon);
        (_gamma, _beta) = (gamma.ToArray(), beta.ToArray());
        LayerChecks.LengthOrEmpty(scale, OutputChannels, nameof(scale));
        _scale = scale.ToArray();
        if (_scale.Length == 0)
        {
            _scale = new float[OutputChannels];
            _scale.AsSpan().Fill(1);
        }
    }

    /// <summary>Channels that come out.</summary>
    public int OutputChannels => _activation == Activation.Glu ? _gamma.Length / 2 : _gamma.Length;

    /// <summary>Normalises a map, statistics over all rows of a group.</summary>
    /// <param name="x">Source.</param>
    /// <param name="xMap">Its shape.</param>
    /// <param name="residual">Of the destination's shape and strides; may be the destination itself; empty for none.</param>
    /// <param name="y">Destination; may be the source, unless the activation is gated.</param>
    /// <param name="yMap">Its shape.</param>
    public void Run(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap) =>
        Run("group norm", 1, xMap.Area, x, xMap, residual, y, yMap);

    /// <summary>Normalises every row (the same height index of all channels) for itself, as if rows were the batch.</summary>
    public void RunRows(ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        if (xMap.Height == 1 && !ThreadTeam.IsInside)
        {
            // One row for all threads.
            Run("group norm, rows", 1, xMap.Width, x, xMap, residual, y, yMap);
            return;
        }

        LayerChecks.Maps(x, xMap, _gamma.Length, residual, y, yMap, OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, pr = residual, py = y)
        {
            var body = new RowBody(this, px, xMap, residual.IsEmpty ? null : pr, py, yMap);
            _engine.For(xMap.Height, ref body);
        }

        _engine.Profile?.Stop("group norm, rows", start, 0);
    }

    /// <summary>Normalises [tokens, channels] with one group over everything; no activation.</summary>
    /// <param name="x">[tokens, channels]</param>
    /// <param name="tokens">Number of rows.</param>
    /// <param name="y">[tokens, channels]; may be the source.</param>
    public void RunTokens(ReadOnlySpan<float> x, int tokens, Span<float> y)
    {
        if (_groups != 1 || _activation != Activation.None || _scale.AsSpan().ContainsAnyExcept(1f))
            throw new InvalidOperationException("Tokens are normalised as one group, without activation or scale.");
        LayerChecks.AtLeast(x.Length, (long)tokens * _gamma.Length, nameof(x));
        LayerChecks.AtLeast(y.Length, (long)tokens * _gamma.Length, nameof(y));
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, py = y, gamma = _gamma, beta = _beta)
        {
            var whole = Measure(px, 1, tokens * _gamma.Length, 0, 1);
            var (mean, inverse) = whole[0].Normalizer(_epsilon);
            var body = new TokenBody(px, tokens, _gamma.Length, mean, inverse, gamma, beta, py);
            _engine.For(TokenBody.Parts(tokens), ref body);
        }

        _engine.Profile?.Stop("group norm, tokens", start, 0);
    }

    // Channels in pieces of `band` floats, `bands` pieces per channel: a group is the same piece of its channels.
    private void Run(
        string name, int bands, int band, ReadOnlySpan<float> x, FeatureMap xMap, ReadOnlySpan<float> residual, Span<float> y, FeatureMap yMap)
    {
        LayerChecks.Maps(x, xMap, _gamma.Length, residual, y, yMap, OutputChannels);
        var start = KernelProfile.Start(_engine.Profile);
        fixed (float* px = x, pr = residual, py = y)
        {
            var pieces = Measure(px, xMap.Channels * bands, band, xMap.ChannelStride, bands);
            Combine(pieces, xMap.Channels, bands);
            var body = new MapBody(this, px, xMap, residual.IsEmpty ? null : pr, py, yMap, bands, band);
            _engine.For(yMap.Channels * bands, ref body);
        }

        _engine.Profile?.Stop(name, start, 0);
    }

    private Moments[] Measure(float* x, int pieces, int length, int channelStride, int bands)
    {
        var parts = (length + Moments.PartLength - 1) / Moments.PartLength;
        if (_moments.Length < pieces * parts)
            _moments = new Moments[pieces * parts];
        var body = new MomentBody(x, length, channelStride, bands, parts, _moments);
        _engine.For(pieces * parts, ref body);
        for (var piece = 0; piece < pieces && parts > 1; piece++)
            _moments[piece] = Moments.Sum(_moments.AsSpan(piece * parts, parts));
        return _moments;
    }

    // Leaves the moments of a group in all of its pieces.
    private void Combine(Moments[] pieces, int channels, int bands)
    {
        var groupChannels = channels / _groups;
        for (var g = 0; g < _groups; g++)
        {
            for (var b = 0; b < bands; b++)
            {
                var sum = default(Moments);
                for (var c = g * groupChannels; c < (g + 1) * groupChannels; c++)
                    sum = sum.Plus(pieces[(c * bands) + b]);
                for (var c = g * groupChannels; c < (g + 1) * groupChannels; c++)
                    pieces[(c * bands) + b] = sum;
            }
        }
    }

    // Normalises a piece of a channel, for a gate together with that of the channel's other half.
    private void Store<T>(
        int channel, in Moments moments, float* x, in Moments gateMoments, float* gate, float* residual, float* y, int count)
        where T : struct, ILanes<T>
    {
        var (a, offset) = Line(channel, moments);
        if (_activation != Activation.Glu)
        {
            NormalizedRow.Store<T>(_activation, x, a, offset, _scale[channel], residual, y, count);
            return;
        }

        var (gateA, gateOffset) = Line(channel + OutputChannels, gateMoments);
        NormalizedRow.StoreGated<T>(x, a, offset, gate, gateA, gateOffset, _scale[channel], residual, y, count);
    }

    // x -> a x + offset normalises a channel.
    private (float A, float Offset) Line(int channel, in Moments moments)
    {
        var (mean, inverse) = moments.Normalizer(_epsilon);
        var a = inverse * _gamma[channel];
        return ((float)a, (float)(_beta[channel] - (mean * a)));
    }

    private readonly struct MapBody(
        GroupNorm owner, float* x, FeatureMap xMap, float* residual, float* y, FeatureMap yMap, int bands, int band) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var (channel, b) = Math.DivRem(index, bands);
            var other = owner._activation == Activation.Glu ? yMap.Channels : 0;
            var at = ((long)channel * yMap.ChannelStride) + ((long)b * band);
            var source = x + ((long)channel * xMap.ChannelStride) + ((long)b * band);
            owner.Store<T>(
                channel, owner._moments[index], source, owner._moments[index + (other * bands)], source + ((long)other * xMap.ChannelStride),
                residual == null ? null : residual + at, y + at, band);
        }
    }

    // A row is measured and stored by the same thread, while it is in its cache.
    private readonly struct RowBody(GroupNorm owner, float* x, FeatureMap xMap, float* residual, float* y, FeatureMap yMap) : ILaneBody
    {
        public void Invoke<T>(int index, int worker)
            where T : struct, ILanes<T>
        {
            var source = x + ((long)index * xMap.Width);
            var groupChannels = xMap.Channels / owner._groups;
            Span<Moments> groups = stackalloc Moments[owner._groups];
            for (var c = 0; c < xMap.Channels; c++)
            {
                ref var group = ref groups[c / groupChannels];
                group = group.Plus(Moments.OfParts<T>(source + ((long)c * xMap.ChannelStride), xMap.Width));
            }

            var other = owner._activation == Activation.Glu ? yMap.Channels : 0;
            for (var c = 0; c < yMap.Channels; c++)
            {
                var at = ((long)c * yMap.ChannelStride) + ((long)index * yMap.Width);
                var own = source + ((long)c * xMap.ChannelStride);
                owner.Store<T>(
                    c, groups[c / groupChannels], own, groups[(c + other) / groupChannels], own + ((long)other * xMap.ChannelStride),
                    residual == null ? null : residual + at, y + at, yMap.Width);
            }
        }
    }
}
