using System.Numerics.Tensors;
using Unbraid.Audio;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Mini;

/// <summary>
/// The model that ships: a small U-Net that sets masks over the mixture's spectrum. Its stems sum to the mixture, for the masks of the four stems
/// sum to one. The recipe in training/ made it; training/model.md states it exactly.
/// </summary>
internal sealed class MiniModel : ISeparationModel, IRunsOnEngine
{
    /// <summary>What the metadata of its files calls it.</summary>
    public const string Family = "mini";

    private const int FrameLength = 4096;
    private const int Hop = 1024;
    private const int Frames = 256;
    private const int Sides = 2;

    // Spectra are divided by the window's root energy, and by the level of noise of deviation one over the bins that have bands.
    private static readonly float s_scale = (float)(1 / Math.Sqrt(FrameLength * 0.375 * (2049.0 / MiniBands.Bins)));

    private readonly Engine _engine;
    private readonly MiniFeatures _features;
    private readonly MiniNetwork _network;
    private readonly Stft[] _transforms;
    private readonly float[][] _mixture;
    private readonly float[][] _spectra;
    private readonly float[][] _masked;
    private readonly float[][] _stems;
    private readonly float[] _x;
    private readonly float[] _masks;

    /// <param name="engine">What it runs on.</param>
    /// <param name="checkpoint">A file that training/export.py wrote; may be closed afterwards.</param>
    /// <param name="name">Name in the catalogue.</param>
    /// <exception cref="CheckpointException">The file holds another network.</exception>
    public MiniModel(Engine engine, Checkpoint checkpoint, string name = "mini")
    {
        _engine = engine;
        _features = new MiniFeatures(engine, checkpoint.Tensors, Frames);
        _network = new MiniNetwork(engine, checkpoint, Frames);
        checkpoint.Tensors.RequireAllRead();
        Spec = new ModelSpec
        {
            Name = name,
            Stems = ["vocals", "drums", "bass", "other"],
            SegmentFrames = (Frames - 1) * Hop,
            AcceptsShortSegments = true,
        };
        const int Outputs = MiniHead.Stems * Sides;
        _transforms = Make(Outputs, () => new Stft(new StftOptions { FrameLength = FrameLength, Hop = Hop }));
        var bins = _transforms[0].Bins;
        _mixture = Make(Sides, () => new float[Spec.SegmentFrames]);
        _spectra = Make(2 * Sides, () => new float[bins * Frames]);
        _masked = Make(2 * Outputs, () => new float[bins * Frames]);
        _stems = Make(Outputs, () => new float[Spec.SegmentFrames]);
        _x = new float[MiniFeatures.Count * Frames * MiniBands.Count];
        _masks = new float[Outputs * MiniBands.Count * Frames];
    }

    public ModelSpec Spec { get; }

    public Engine Engine => _engine;

    /// <summary>Called with a stage's name and its values, to compare implementations.</summary>
    public Action<string, float[]>? Probe { get; set; }

    public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
    {
        var samples = mixture.Length / Sides;
        if (mixture.Length != Sides * samples || samples > Spec.SegmentFrames || samples == 0)
            throw new ArgumentException($"The mixture holds {mixture.Length} samples, not two channels of up to {Spec.SegmentFrames}.", nameof(mixture));
        if (stems.Length != MiniHead.Stems * mixture.Length)
            throw new ArgumentException($"The destination holds {stems.Length} samples, {MiniHead.Stems * mixture.Length} are needed.", nameof(stems));
        var frames = _transforms[0].FrameCount(samples);
        for (var side = 0; side < Sides; side++)
            mixture.Slice(side * samples, samples).CopyTo(_mixture[side]);
        _engine.Workers.For(Sides, side => _transforms[side].Forward(
            _mixture[side].AsSpan(0, samples), 0, frames, _transforms[side].Bins, _spectra[2 * side], _spectra[(2 * side) + 1], Frames));

        var padded = (frames + _network.FramesMultiple - 1) / _network.FramesMultiple * _network.FramesMultiple;
        _features.Compute(_spectra, Frames, s_scale, frames, padded, _x);
        Probe?.Invoke("features", _x);
        _network.Probe = Probe;
        _network.Run(_x, padded, _masks, cancellationToken);
        Probe?.Invoke("masks", _masks);

        _engine.Workers.For(_stems.Length, output => Resynthesise(output, frames, padded, samples));
        for (var output = 0; output < _stems.Length; output++)
            _stems[output].AsSpan(0, samples).CopyTo(stems[(output * samples)..]);
    }

    public void Dispose() => _engine.Dispose();

    private static T[] Make<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private void Resynthesise(int output, int frames, int padded, int samples)
    {
        var side = output % Sides;
        var (re, im) = (_masked[2 * output], _masked[(2 * output) + 1]);
        for (var band = 0; band < MiniBands.Count; band++)
        {
            var mask = _masks.AsSpan(((output * MiniBands.Count) + band) * padded, frames);
            var end = band == MiniBands.Count - 1 ? _transforms[0].Bins : MiniBands.Edges[band + 1];
            for (var bin = MiniBands.Edges[band]; bin < end; bin++)
            {
                var at = bin * Frames;
                TensorPrimitives.Multiply(_spectra[2 * side].AsSpan(at, frames), mask, re.AsSpan(at, frames));
                TensorPrimitives.Multiply(_spectra[(2 * side) + 1].AsSpan(at, frames), mask, im.AsSpan(at, frames));
            }
        }

        _transforms[output].Inverse(re, im, frames, _transforms[output].Bins, Frames, 0, _stems[output].AsSpan(0, samples));
    }
}
