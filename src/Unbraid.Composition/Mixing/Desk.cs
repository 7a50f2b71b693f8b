using Unbraid.Composition.Instruments;
using Unbraid.Composition.Prompts;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>Sets the channels up, from the beginning of the song.</summary>
internal static class Desk
{
    /// <summary>Level of a role where the music is calm, and what the wildest adds to it, in LU below the voice.</summary>
    private static readonly Dictionary<Role, (double Calm, double Wild)> s_levels = new()
    {
        [Role.Drums] = (-4.5, 5),
        [Role.Bass] = (-5, 3),
        [Role.Chords] = (-4.5, 2),
        [Role.Texture] = (-9, -2),
        [Role.Figure] = (-9.5, 0.5),
        [Role.Lead] = (-2, 0),
    };

    public static IReadOnlyList<Channel> Open(Score score)
    {
        var channels = score.Parts.Select(part => Open(score, part)).ToList();
        if (score.Sung.Notes.Count > 0)
        {
            channels.Add(new VoiceChannel(score) { Stem = SongStem.Vocals, Level = 0, Room = 0.24 });
        }

        return channels;
    }

    private static Channel Open(Score score, Part part) => part.Role == Role.Drums
        ? new DrumChannel(score, part) { Stem = SongStem.Drums, Level = Level(score, part), Room = 0.14 }
        : new ToneChannel(score, part)
        {
            Stem = part.Role == Role.Bass ? SongStem.Bass : SongStem.Other,
            Level = Level(score, part),
            Room = Orchestra.Instruments[part.Timbre].Room,
        };

    private static double Level(Score score, Part part) => s_levels[part.Role].Calm + (score.Style.Energy * s_levels[part.Role].Wild);
}
