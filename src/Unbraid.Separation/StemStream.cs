using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Unbraid.Separation;

/// <summary>The way of a song through a model: segment by segment in, overlap-add, back to the song's own rate and channels.</summary>
/// <remarks>Segmentation as in Demucs (apply.py): fixed stride, and a segment at the end that is padded with the sound around it.</remarks>
internal sealed class StemStream
{
    private readonly ISeparationModel _model;
    private readonly Song _song;
    private readonly ModelInput _input;
    private readonly IReadOnlyList<int> _stems;
    private readonly int _segmentFrames;
    private readonly int _stride;
    private readonly float[] _mixture;
    private readonly float[] _output;
    private readonly float[] _final;
    private readonly OverlapAdd _overlapAdd;
    private readonly StemDelivery[] _deliveries;

    /// <param name="model">The model.</param>
    /// <param name="song">The song.</param>
    /// <param name="input">The song as the model wants it.</param>
    /// <param name="stems">Which of the model's stems to deliver.</param>
    public StemStream(ISeparationModel model, Song song, ModelInput input, IReadOnlyList<int> stems)
    {
        var spec = model.Spec;
        (_model, _song, _input, _stems) = (model, song, input, stems);
        _segmentFrames = spec.SegmentFrames;
        _stride = Math.Max(1, (int)((1 - spec.Overlap) * spec.SegmentFrames));
        _mixture = new float[spec.Channels * _segmentFrames];
        _output = new float[spec.Stems.Count * _mixture.Length];
        _final = new float[_output.Length];
        _overlapAdd = new OverlapAdd(spec.Stems.Count * spec.Channels, _segmentFrames);
        _deliveries = [.. stems.Select(_ => new StemDelivery(song, spec))];
    }

    /// <summary>Runs the model over the song. The report is the fraction of the song that is done.</summary>
    public async IAsyncEnumerable<StemSegment> RunAsync(IProgress<double>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long delivered = 0;
        for (long start = 0; start < _input.Frames; start += _stride)
        {
            var last = start + _stride >= _input.Frames;
            var segment = await Task.Run(() => Step(start, last, cancellationToken), cancellationToken);
            progress?.Report(Math.Min(1, (double)(start + _stride) / _input.Frames));
            if (segment.Frames == 0)
                continue;
            yield return segment with { Start = delivered };
            delivered += segment.Frames;
        }
    }

    private StemSegment Step(long start, bool last, CancellationToken cancellationToken)
    {
        var spec = _model.Spec;
        var frames = (int)Math.Min(_segmentFrames, _input.Frames - start);
        var padded = spec.AcceptsShortSegments ? frames : _segmentFrames;
        var before = (padded - frames) / 2;
        var mixture = _mixture.AsSpan(0, spec.Channels * padded);
        var output = _output.AsSpan(0, spec.Stems.Count * mixture.Length);
        _input.Read(start - before, padded, mixture);
        _model.Separate(mixture, output, cancellationToken);
        _overlapAdd.Add(output, padded, before, frames);

        var ready = last ? frames : _stride;
        var rows = _final.AsSpan(0, spec.Stems.Count * spec.Channels * ready);
        _overlapAdd.Take(ready, rows);
        TensorPrimitives.Multiply(rows, _input.Scale, rows);
        TensorPrimitives.Add(rows, _input.Mean, rows);

        var stems = new ReadOnlyMemory<float>[_stems.Count];
        for (var i = 0; i < stems.Length; i++)
            stems[i] = _deliveries[i].Deliver(rows.Slice(_stems[i] * spec.Channels * ready, spec.Channels * ready), last);
        return new StemSegment(start, stems[0].Length / _song.Format.Channels, stems);
    }
}
