using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Instruments;

/// <summary>How an instrument sounds and where it stands.</summary>
/// <param name="Play">Makes one tone.</param>
/// <param name="Pan">-1 is left, 1 right.</param>
/// <param name="Wide">Played twice, once on each side.</param>
/// <param name="Room">Amplitude that goes into the room.</param>
/// <param name="Layers">How many sounds it has between soft and hard.</param>
internal sealed record Instrument(Func<Tone, float[]> Play, double Pan, bool Wide, double Room, int Layers = 3);

/// <summary>The instruments by their timbres.</summary>
internal static class Orchestra
{
    public static IReadOnlyDictionary<Timbre, Instrument> Instruments { get; } = new Dictionary<Timbre, Instrument>
    {
        [Timbre.FingerBass] = new(Synths.FingerBass, 0, false, 0),
        [Timbre.UprightBass] = new(PluckedStrings.UprightBass, 0, false, 0.06),
        [Timbre.SynthBass] = new(Synths.SynthBass, 0, false, 0),
        [Timbre.SubBass] = new(Synths.SubBass, 0, false, 0, 1),
        [Timbre.Piano] = new(Keyboards.Piano, -0.15, false, 0.2),
        [Timbre.ElectricPiano] = new(Keyboards.ElectricPiano, -0.25, false, 0.2),
        [Timbre.Organ] = new(Keyboards.Organ, 0.3, false, 0.2, 1),
        [Timbre.AcousticGuitar] = new(PluckedStrings.AcousticGuitar, -0.4, false, 0.14),
        [Timbre.ElectricGuitar] = new(PluckedStrings.ElectricGuitar, 0.45, false, 0.2),
        [Timbre.DistortedGuitar] = new(PluckedStrings.DistortedGuitar, 0, true, 0.1, 1),
        [Timbre.Harp] = new(PluckedStrings.Harp, 0.4, false, 0.35),
        [Timbre.Pad] = new(Synths.Pad, 0, true, 0.35, 1),
        [Timbre.Strings] = new(Synths.Strings, 0, true, 0.35, 1),
        [Timbre.SynthLead] = new(Synths.Lead, 0.1, false, 0.3, 1),
        [Timbre.SynthPluck] = new(Synths.Pluck, 0.35, false, 0.3),
        [Timbre.Flute] = new(Synths.Flute, 0.15, false, 0.35, 1),
        [Timbre.Brass] = new(Synths.Brass, -0.1, false, 0.25),
        [Timbre.Bell] = new(Keyboards.Bell, 0.4, false, 0.35),
    };
}
