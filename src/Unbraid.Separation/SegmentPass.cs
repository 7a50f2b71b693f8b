namespace Unbraid.Separation;

/// <summary>One pass of a model over a song: segments at a fixed stride, overlap-added, final as far as no later segment reaches.</summary>
internal sealed class SegmentPass
{
    private readonly ModelSpec _spec;
    private readonly ModelInput _input;
    private readonly SongEdges _edges;
    private readonly SegmentWeights _weights;
    private readonly int _stride;
    private readonly OverlapAdd _overlapAdd;
    private bool _isFirst = true;
    private long _next;
    private long _taken;

    /// <param name="spec">The model, whose procedure says how the song is cut up.</param>
    /// <param name="input">The song as the model wants it.</param>
    /// <param name="stride">Frames from one segment to the next.</param>
    /// <param name="early">Frames before the song, and what it is continued by, at which the first segment begins.</param>
    /// <param name="lag">How many final frames may wait to be taken.</param>
    public SegmentPass(ModelSpec spec, ModelInput input, int stride, int early, int lag)
    {
        (_spec, _input, _stride) = (spec, input, stride);
        var border = spec.SegmentFrames - stride;
        _edges = new SongEdges(input, spec.Channels, spec.Procedure.MirrorsBorders && input.Frames > 2L * border ? border : 0, spec.Procedure.Padding);
        _weights = new SegmentWeights(spec.Procedure.Window, spec.SegmentFrames);
        _next = _taken = _edges.Start - early;
        Segments = (input.Frames - _next + stride - 1) / stride;
        _overlapAdd = new OverlapAdd(spec.Stems.Count * spec.Channels, spec.SegmentFrames, lag);
    }

    /// <summary>The song is final up to this frame, in every stem.</summary>
    public long Final => Math.Clamp(_next, 0, _input.Frames);

    /// <summary>How many segments it has.</summary>
    public long Segments { get; }

    /// <summary>How many of them are done.</summary>
    public long Done { get; private set; }

    /// <summary>Runs the model on the next segment, if there is one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mixture">Scratch for a segment of the song.</param>
    /// <param name="stems">Scratch for its stems.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    public void Advance(ISeparationModel model, Span<float> mixture, Span<float> stems, CancellationToken cancellationToken)
    {
        // Segments of the continuation alone are left out: nothing of them is in the song.
        if (_next >= _input.Frames)
            return;
        var frames = (int)Math.Min(_spec.SegmentFrames, _edges.End - _next);
        var (padded, before) = Pad(frames);
        mixture = mixture[..(_spec.Channels * padded)];
        stems = stems[..(_spec.Stems.Count * mixture.Length)];
        _edges.Read(_next - before, padded, mixture);
        model.Separate(mixture, stems, cancellationToken);
        var weights = _weights.Of(_isFirst, _next + _stride >= _edges.End);
        _overlapAdd.Add(stems, padded, before, frames, weights, (int)(_next - _taken));
        _isFirst = false;
        Done++;
        _next += _stride;
        if (_taken < 0)
            Skip(Math.Min(0, _next));
    }

    // Frames that the model is given for those that are there, and how many of them come before.
    private (int Padded, int Before) Pad(int frames)
    {
        if (_spec.Procedure.Padding != SegmentPadding.Surroundings)
            return (_spec.SegmentFrames, 0);
        var padded = _spec.AcceptsShortSegments ? frames : _spec.SegmentFrames;
        return (padded, (padded - frames) / 2);
    }

    /// <summary>Takes the stems from the last frame taken to <paramref name="end"/>.</summary>
    /// <param name="end">At most <see cref="Final"/>.</param>
    /// <param name="rows">Destination, [stems, channels, frames].</param>
    public void Take(long end, Span<float> rows)
    {
        _overlapAdd.Take((int)(end - _taken), rows);
        _taken = end;
    }

    private void Skip(long end)
    {
        _overlapAdd.Skip((int)(end - _taken));
        _taken = end;
    }
}
