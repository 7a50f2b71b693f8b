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
    private readonly IReadOnlyList<int> _stems;
    private readonly SegmentPass[] _passes;
    private readonly float[] _mixture;
    private readonly float[] _output;
    private readonly float[] _final;
    private readonly float[] _shifted;
    private readonly StemDelivery[] _deliveries;
    private long _position;

    /// <param name="model">The model.</param>
    /// <param name="song">The song.</param>
    /// <param name="input">The song as the model wants it.</param>
    /// <param name="stems">Which of the model's stems to deliver.</param>
    /// <param name="options">Overlap, shifts and their seed.</param>
    public StemStream(ISeparationModel model, Song song, ModelInput input, IReadOnlyList<int> stems, SeparatorOptions options)
    {
        var spec = model.Spec;
        (_model, _song, _input, _stems) = (model, song, input, stems);
        var stride = Math.Max(1, (int)((1 - (options.Overlap ?? spec.Overlap)) * spec.SegmentFrames));
        var lag = options.Shifts == 0 ? 0 : (int)(LargestShiftSeconds * spec.SampleRate);
        var random = new Random(options.Seed);
        _passes = [.. Enumerable.Range(0, Math.Max(1, options.Shifts))
            .Select(_ => new SegmentPass(spec, input, stride, lag == 0 ? 0 : random.Next(lag + 1), lag))];
        _mixture = new float[spec.Channels * spec.SegmentFrames];
        _output = new float[spec.Stems.Count * _mixture.Length];
        _final = new float[spec.Stems.Count * spec.Channels * (spec.SegmentFrames + lag)];
        _shifted = _passes.Length > 1 ? new float[_final.Length] : [];
        _deliveries = [.. stems.Select(_ => new StemDelivery(song, spec))];
    }

    /// <summary>Runs the model over the song. The report is the fraction of the song that is done.</summary>
    public async IAsyncEnumerable<StemSegment> RunAsync(IProgress<double>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long delivered = 0;
        while (_position < _input.Frames)
        {
            var segment = await Task.Run(() => Step(cancellationToken), cancellationToken);
            progress?.Report((double)_position / _input.Frames);
            if (segment.Frames == 0)
                continue;
            yield return segment with { Start = delivered };
            delivered += segment.Frames;
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
            return new StemSegment(0, 0, []);
        var rows = _final.AsSpan(0, spec.Stems.Count * spec.Channels * ready);
        Average(end, rows);
        _position = end;
        TensorPrimitives.Multiply(rows, _input.Scale, rows);
        TensorPrimitives.Add(rows, _input.Mean, rows);

        var last = end == _input.Frames;
        var stems = new ReadOnlyMemory<float>[_stems.Count];
        for (var i = 0; i < stems.Length; i++)
            stems[i] = _deliveries[i].Deliver(rows.Slice(_stems[i] * spec.Channels * ready, spec.Channels * ready), last);
        return new StemSegment(0, stems[0].Length / _song.Format.Channels, stems);
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
