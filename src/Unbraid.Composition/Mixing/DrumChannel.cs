using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>What tells one hit from another.</summary>
internal readonly record struct HitKey(Drum Drum, int Layer, int Take);

/// <summary>The drums. No two hits in a row are the same, and the hands are less exact than the foot.</summary>
internal sealed class DrumChannel(Score score, Part part) : SampleChannel<HitKey>(Cues(score, part))
{
    private const int Layers = 4;
    private const int Takes = 3;

    /// <summary>Gain and place of each drum, as the drummer hears them.</summary>
    private static readonly Dictionary<Drum, (double Gain, double Pan)> s_places = new()
    {
        [Drum.Kick] = (1.0, 0),
        [Drum.Snare] = (0.72, -0.05),
        [Drum.Clap] = (0.6, 0.05),
        [Drum.Rim] = (0.55, -0.1),
        [Drum.ClosedHat] = (0.3, 0.35),
        [Drum.OpenHat] = (0.3, 0.35),
        [Drum.Ride] = (0.26, -0.4),
        [Drum.Shaker] = (0.9, 0.45),
        [Drum.LowTom] = (0.75, -0.45),
        [Drum.MiddleTom] = (0.7, -0.05),
        [Drum.HighTom] = (0.65, 0.3),
        [Drum.Crash] = (0.34, -0.5),
    };

    private static readonly HashSet<string> s_machines = ["house", "techno", "trap", "hip-hop", "lo-fi"];

    protected override float[] Make(HitKey key) =>
        DrumKit.Hit(key.Drum, (key.Layer + 0.5) / Layers, key.Take, s_machines.Contains(score.Style.Genre.Name));

    private static IEnumerable<Cue<HitKey>> Cues(Score score, Part part)
    {
        var random = new Pcg32(score.Seed, "drummer");
        var takes = new int[Enum.GetValues<Drum>().Length];
        var looseness = s_machines.Contains(score.Style.Genre.Name) ? 0.0015 : 0.005;
        foreach (var note in part.Notes)
        {
            var drum = (Drum)note.Pitch;
            var (gain, pan) = s_places[drum];
            var offset = (drum == Drum.Kick ? 0.5 : 1) * looseness * random.Bell();
            var key = new HitKey(drum, Math.Min(Layers - 1, (int)(note.Velocity * Layers)), takes[note.Pitch]++ % Takes);
            var angle = (pan + 1) / 8;
            var level = gain * note.Velocity * Math.Sqrt(note.Velocity);
            yield return new Cue<HitKey>(
                Math.Max(0, score.Clock.Frame(note.Beat) + (int)(offset * Clock.Rate)), key, (float)(level * Numeric.Cosine(angle)), (float)(level * Numeric.Sine(angle)));
        }
    }
}
