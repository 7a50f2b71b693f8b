using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>A note.</summary>
/// <param name="Beat">Where it starts, in beats from the start of the song.</param>
/// <param name="Length">In beats.</param>
/// <param name="Pitch">MIDI pitch; for the drums a <see cref="Drum"/>.</param>
/// <param name="Velocity">How hard it is played, 0 to 1.</param>
internal readonly record struct Note(double Beat, double Length, int Pitch, double Velocity);

/// <summary>What one instrument plays.</summary>
internal sealed record Part(Role Role, Timbre Timbre, IReadOnlyList<Note> Notes);

/// <summary>The kit.</summary>
internal enum Drum
{
    Kick,
    Snare,
    Clap,
    Rim,
    ClosedHat,
    OpenHat,
    Ride,
    Shaker,
    LowTom,
    MiddleTom,
    HighTom,
    Crash,
}
