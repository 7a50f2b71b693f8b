using System.Numerics.Tensors;

namespace Unbraid.Composition.Mixing;

/// <summary>A sound that begins at a frame.</summary>
internal readonly record struct Cue<TKey>(int Start, TKey Key, float Left, float Right);

/// <summary>
/// Plays sounds that are made when they are first needed and forgotten after their last use: a song repeats itself, so most of its notes are
/// already there.
/// </summary>
internal abstract class SampleChannel<TKey> : Channel
    where TKey : notnull
{
    private readonly Cue<TKey>[] _cues;
    private readonly Dictionary<TKey, int> _uses = [];
    private readonly Dictionary<TKey, float[]> _sounds = [];
    private readonly List<(Cue<TKey> Cue, float[] Sound)> _playing = [];
    private int _next;
    private int _frame;

    protected SampleChannel(IEnumerable<Cue<TKey>> cues)
    {
        _cues = [.. cues.OrderBy(cue => cue.Start)];
        foreach (var cue in _cues)
        {
            _uses[cue.Key] = _uses.GetValueOrDefault(cue.Key) + 1;
        }
    }

    public sealed override void AddTo(Span<float> left, Span<float> right)
    {
        while (_next < _cues.Length && _cues[_next].Start < _frame + left.Length)
        {
            _playing.Add((_cues[_next], Take(_cues[_next].Key)));
            _next++;
        }

        foreach (var (cue, sound) in _playing)
        {
            int from = Math.Max(0, cue.Start - _frame), at = Math.Max(0, _frame - cue.Start);
            int count = Math.Min(left.Length - from, sound.Length - at);
            if (count > 0)
            {
                var part = sound.AsSpan(at, count);
                TensorPrimitives.MultiplyAdd(part, cue.Left, left.Slice(from, count), left.Slice(from, count));
                TensorPrimitives.MultiplyAdd(part, cue.Right, right.Slice(from, count), right.Slice(from, count));
            }
        }

        _frame += left.Length;
        _playing.RemoveAll(playing => playing.Cue.Start + playing.Sound.Length <= _frame);
    }

    /// <remarks>Every sound is made once and its energy laid wherever it is played; notes are taken as uncorrelated.</remarks>
    public sealed override double[] Powers(int tenths, CancellationToken cancellationToken)
    {
        var powers = new double[tenths];
        foreach (var group in _cues.GroupBy(cue => cue.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var energies = Energies(Make(group.Key));
            foreach (var cue in group)
            {
                double gain = ((cue.Left * cue.Left) + (cue.Right * cue.Right)) / Tenth;
                for (int i = 0, at = cue.Start / Tenth; i < energies.Length && at < tenths; i++, at++)
                {
                    powers[at] += gain * energies[i];
                }
            }
        }

        return powers;
    }

    protected abstract float[] Make(TKey key);

    private float[] Take(TKey key)
    {
        if (!_sounds.TryGetValue(key, out var sound))
        {
            _sounds[key] = sound = Make(key);
        }

        if (--_uses[key] == 0)
        {
            _sounds.Remove(key);
        }

        return sound;
    }
}
