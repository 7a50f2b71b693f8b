using Unbraid.Composition.Prompts;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition;

/// <summary>Writes songs by rule and chance: no model, no recordings, no network. Modest, fast, and the same every time.</summary>
public static class Composer
{
    /// <summary>The shortest song there is.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(20);

    /// <summary>The longest song there is. Words that find no room in it are left out.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>Writes a song; nothing is rendered yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration asked for is not between 20 and 120 s.</exception>
    public static ComposedSong Compose(SongRequest request)
    {
        if (request.Duration is { } duration && (duration < Shortest || duration > Longest))
        {
            throw new ArgumentOutOfRangeException(
                nameof(request), duration, $"A song lasts {Shortest.TotalSeconds} to {Longest.TotalSeconds} s, not {duration.TotalSeconds} s.");
        }

        var style = PromptReader.Read(request.Prompt, request.Seed);
        var score = ScoreWriter.Write(style, request);
        return new ComposedSong(score, Titles.Choose(request, style, score));
    }
}
