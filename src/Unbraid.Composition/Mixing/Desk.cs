using Unbraid.Composition.Instruments;
using Unbraid.Composition.Prompts;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>Sets the channels up, from the beginning of the song.</summary>
internal static class Desk
{
    private static readonly Dictionary<Role, double> s_levels = new()
    {
        [Role.Drums] = -3, [Role.Bass] = -5, [Role.Chords] = -5, [Role.Texture] = -11, [Role.Figure] = -10, [Role.Lead] = -3,
    };

    public static IReadOnlyList<Channel> Open(Score score)
    {
        var channels = score.Parts.Select(part => Open(score, part)).ToList();
        if (score.Sung.Notes.Count > 0)
        {
            channels.Add(new VoiceChannel(score) { Stem = SongStem.Vocals, Level = 0, Room = 0.2 });
        }

        return channels;
    }

    private static Channel Open(Score score, Part part) => part.Role == Role.Drums
        ? new DrumChannel(score, part) { Stem = SongStem.Drums, Level = s_levels[part.Role], Room = 0.12 }
        : new ToneChannel(score, part)
        {
            Stem = part.Role == Role.Bass ? SongStem.Bass : SongStem.Other,
            Level = s_levels[part.Role],
            Room = Orchestra.Instruments[part.Timbre].Room,
        };
}
