namespace Unbraid.Separation;

/// <summary>One pass of a model over a song: segments at a fixed stride, overlap-added, final as far as no later segment reaches.</summary>
/// <remarks>Segmentation as in Demucs (apply.py): fixed stride, and a segment at the end that is padded with the sound around it.</remarks>
internal sealed class SegmentPass
{
    private readonly ModelSpec _spec;
    private readonly ModelInput _input;
    private readonly int _stride;
    private readonly OverlapAdd _overlapAdd;
    private long _next;
    private long _taken;

    /// <param name="spec">The model.</param>
    /// <param name="input">The song as the model wants it.</param>
    /// <param name="stride">Frames from one segment to the next.</param>
    /// <param name="early">Frames before the song at which the first segment begins.</param>
    /// <param name="lag">How many final frames may wait to be taken.</param>
    public SegmentPass(ModelSpec spec, ModelInput input, int stride, int early, int lag)
    {
        (_spec, _input, _stride) = (spec, input, stride);
        _next = _taken = -early;
        _overlapAdd = new OverlapAdd(spec.Stems.Count * spec.Channels, spec.SegmentFrames, lag);
    }

    /// <summary>The song is final up to this frame, in every stem.</summary>
    public long Final => Math.Min(_next, _input.Frames);

    /// <summary>Runs the model on the next segment, if there is one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mixture">Scratch for a segment of the song.</param>
    /// <param name="stems">Scratch for its stems.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    public void Advance(ISeparationModel model, Span<float> mixture, Span<float> stems, CancellationToken cancellationToken)
    {
        if (_next >= _input.Frames)
            return;
        var frames = (int)Math.Min(_spec.SegmentFrames, _input.Frames - _next);
        var padded = _spec.AcceptsShortSegments ? frames : _spec.SegmentFrames;
        var before = (padded - frames) / 2;
        mixture = mixture[..(_spec.Channels * padded)];
        stems = stems[..(_spec.Stems.Count * mixture.Length)];
        _input.Read(_next - before, padded, mixture);
        model.Separate(mixture, stems, cancellationToken);
        _overlapAdd.Add(stems, padded, before, frames, (int)(_next - _taken));
        _next += _stride;
        if (_taken < 0)
            Skip(Math.Min(0, _next));
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
