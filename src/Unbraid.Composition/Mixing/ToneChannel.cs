using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>What tells one tone of an instrument from another: pitch, length in fiftieths of a second, layer of velocity, take.</summary>
internal readonly record struct ToneKey(int Pitch, int Fiftieths, int Layer, int Take);

/// <summary>A pitched instrument. Players are a few milliseconds early or late.</summary>
internal sealed class ToneChannel(Score score, Part part) : SampleChannel<ToneKey>(Cues(score, part))
{
    private const double Longest = 12;

    protected override float[] Make(ToneKey key)
    {
        var tone = new Tone(Numeric.Hertz(key.Pitch), key.Fiftieths / 50.0, (key.Layer + 0.5) / Orchestra.Instruments[part.Timbre].Layers, key.Take + (int)part.Timbre * 16);
        return Orchestra.Instruments[part.Timbre].Play(tone);
    }

    private static IEnumerable<Cue<ToneKey>> Cues(Score score, Part part)
    {
        var instrument = Orchestra.Instruments[part.Timbre];
        var random = new Pcg32(score.Seed, $"play {part.Role}");
        foreach (var note in part.Notes)
        {
            var seconds = Math.Clamp(score.Clock.Seconds(note.Beat + note.Length) - score.Clock.Seconds(note.Beat), 0.04, Longest);
            var start = Math.Max(0, score.Clock.Frame(note.Beat) + (int)(0.005 * Clock.Rate * random.Bell()));
            var velocity = Math.Clamp(note.Velocity, 0, 1);
            var key = new ToneKey(note.Pitch, (int)Math.Ceiling(seconds * 50), Math.Min(instrument.Layers - 1, (int)(velocity * instrument.Layers)), 0);
            var gain = velocity * velocity;
            if (instrument.Wide)
            {
                yield return new Cue<ToneKey>(start, key, (float)(0.9 * gain), (float)(0.2 * gain));
                yield return new Cue<ToneKey>(start + 300, key with { Take = 1 }, (float)(0.2 * gain), (float)(0.9 * gain));
                continue;
            }

            var angle = (instrument.Pan + 1) / 8;
            yield return new Cue<ToneKey>(start, key, (float)(gain * Numeric.Cosine(angle)), (float)(gain * Numeric.Sine(angle)));
        }
    }
}
