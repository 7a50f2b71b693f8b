using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Unbraid.Separation;

/// <summary>The way of a song through a model: segment by segment in, overlap-add, back to the song's own rate and channels.</summary>
/// <remarks>
/// With shifts, several passes whose segments begin at random places up to half a second before the song are averaged, as in Demucs
/// (apply.py, "shift trick"): a network that is not quite equivariant in time gets a little better with each.
/// </remarks>
internal sealed class StemStream
{
    private const double LargestShiftSeconds = 0.5;

    private readonly ISeparationModel _model;
    private readonly Song _song;
    private readonly ModelInput _input;
    private readonly IReadOnlyList<string> _stems;
    private readonly SegmentPass[] _passes;
    private readonly float[] _mixture;
    private readonly float[] _output;
    private readonly float[] _final;
    private readonly float[] _shifted;
    private readonly StemDelivery?[] _deliveries;
    private float[] _rest = [];
    private long _position;
    private long _delivered;

    /// <param name="model">The model.</param>
    /// <param name="song">The song.</param>
    /// <param name="input">The song as the model wants it.</param>
    /// <param name="stems">Names of the stems to deliver.</param>
    /// <param name="options">Overlap, shifts and their seed.</param>
    public StemStream(ISeparationModel model, Song song, ModelInput input, IReadOnlyList<string> stems, SeparatorOptions options)
    {
        var spec = model.Spec;
        (_model, _song, _input, _stems) = (model, song, input, stems);
        // A little more than the product: an overlap of 1 - 1/n steps by the n-th part, whatever its last bit says.
        var stride = Math.Max(1, (int)(((1 - (options.Overlap ?? spec.Overlap)) * spec.SegmentFrames) + 1e-6));
        var lag = options.Shifts == 0 ? 0 : (int)(LargestShiftSeconds * spec.SampleRate);
        var random = new Random(options.Seed);
        _passes = [.. Enumerable.Range(0, Math.Max(1, options.Shifts))
            .Select(_ => new SegmentPass(spec, input, stride, lag == 0 ? 0 : random.Next(lag + 1), lag))];
        _mixture = new float[spec.Channels * spec.SegmentFrames];
        _output = new float[spec.Stems.Count * _mixture.Length];
        _final = new float[spec.Stems.Count * spec.Channels * (spec.SegmentFrames + lag)];
        _shifted = _passes.Length > 1 ? new float[_final.Length] : [];
        // What is left of the song can only be told from all that was taken.
        var needsAll = spec.Rest is not null && stems.Contains(spec.Rest);
        _deliveries = [.. spec.Stems.Select(stem => needsAll || stems.Contains(stem) ? new StemDelivery(song, spec) : null)];
    }

    /// <summary>Runs the model over the song. The report is the fraction of the segments that are done, which take the same time each.</summary>
    public async IAsyncEnumerable<StemSegment> RunAsync(IProgress<double>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_position < _input.Frames)
        {
            var segment = await Task.Run(() => Step(cancellationToken), cancellationToken);
            progress?.Report((double)_passes.Sum(pass => pass.Done) / _passes.Sum(pass => pass.Segments));
            if (segment.Frames == 0)
                continue;
            yield return segment;
        }
    }

    private StemSegment Step(CancellationToken cancellationToken)
    {
        var spec = _model.Spec;
        foreach (var pass in _passes)
            pass.Advance(_model, _mixture, _output, cancellationToken);

        var end = Math.Max(_position, _passes.Min(pass => pass.Final));
        var ready = (int)(end - _position);
        if (ready == 0)
            return new StemSegment(_delivered, 0, []);
        var rows = _final.AsSpan(0, spec.Stems.Count * spec.Channels * ready);
        Average(end, rows);
        _position = end;
        TensorPrimitives.Multiply(rows, _input.Scale, rows);
        GiveBackMean(rows, ready);

        var delivered = Deliver(rows, ready, end == _input.Frames);
        var stems = new ReadOnlyMemory<float>[_stems.Count];
        for (var i = 0; i < stems.Length; i++)
            stems[i] = _stems[i] == spec.Rest ? Rest(delivered) : delivered[((IList<string>)spec.Stems).IndexOf(_stems[i])];
        var segment = new StemSegment(_delivered, stems[0].Length / _song.Format.Channels, stems);
        _delivered += segment.Frames;
        return segment;
    }

    /// <summary>
    /// What was subtracted from the song once is given back once, so that the stems add up to it: to what is left of the song, if the model delivers that, else to
    /// "other", where an offset belongs rather than to a voice or a drum, else to all in equal parts.
    /// </summary>
    private void GiveBackMean(Span<float> rows, int frames)
    {
        if (_input.Mean == 0 || _model.Spec.Rest is not null)
            return;
        var (stems, length) = (_model.Spec.Stems, _model.Spec.Channels * frames);
        for (var i = 0; i < stems.Count; i++)
        {
            var share = !stems.Contains("other") ? _input.Mean / stems.Count : stems[i] == "other" ? _input.Mean : 0;
            var stem = rows.Slice(i * length, length);
            TensorPrimitives.Add(stem, share, stem);
        }
    }

    // Each of the model's stems as far as it is final, at the song's rate; empty if it is not needed.
    private ReadOnlyMemory<float>[] Deliver(ReadOnlySpan<float> rows, int frames, bool isLast)
    {
        var delivered = new ReadOnlyMemory<float>[_deliveries.Length];
        var length = _model.Spec.Channels * frames;
        for (var i = 0; i < delivered.Length; i++)
        {
            if (_deliveries[i] is { } delivery)
                delivered[i] = delivery.Deliver(rows.Slice(i * length, length), isLast);
        }

        return delivered;
    }

    // The song without the stems.
    private ReadOnlyMemory<float> Rest(ReadOnlyMemory<float>[] stems)
    {
        var samples = stems[0].Length;
        Buffers.Grow(ref _rest, samples);
        var rest = _rest.AsSpan(0, samples);
        _song.Read(_delivered, rest);
        foreach (var stem in stems)
            TensorPrimitives.Subtract(rest, stem.Span, rest);
        return _rest.AsMemory(0, samples);
    }

    private void Average(long end, Span<float> rows)
    {
        _passes[0].Take(end, rows);
        if (_passes.Length == 1)
            return;
        foreach (var pass in _passes.AsSpan(1))
        {
            var other = _shifted.AsSpan(0, rows.Length);
            pass.Take(end, other);
            TensorPrimitives.Add(rows, other, rows);
        }

        TensorPrimitives.Divide(rows, _passes.Length, rows);
    }
}
