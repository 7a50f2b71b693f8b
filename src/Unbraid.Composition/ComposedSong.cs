using Unbraid.Audio;
using Unbraid.Composition.Mixing;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition;

/// <summary>A song that has been written and can be rendered, any number of times.</summary>
public sealed class ComposedSong
{
    private readonly Score _score;

    internal ComposedSong(Score score, string title)
    {
        _score = score;
        Title = title;
        Sections = [.. score.Form.Sections.Select(section => new SongSection(
            section.Name, score.Clock.Time(section.StartBeat), section == score.Form.Sections[^1] ? Duration : score.Clock.Time(section.EndBeat)))];
        Lyrics = [.. score.Sung.Lines.Select(line => new TimedLyric(line.Text, score.Clock.Time(line.Start), score.Clock.Time(line.End)))];
    }

    /// <summary>Rate and channels of everything rendered: 44,100 Hz, stereo.</summary>
    public static AudioFormat Format { get; } = new(Clock.Rate, 2);

    /// <summary>As given, or of the composer's choice.</summary>
    public string Title { get; }

    /// <summary>The genre that the prompt was taken for, for example <c>folk</c>.</summary>
    public string Genre => _score.Style.Genre.Name;

    /// <summary>Beats per minute.</summary>
    public double Tempo => _score.Style.Tempo;

    /// <summary>From the start of the file to the first beat of the first bar. From there on all beats are as long as the tempo says.</summary>
    public TimeSpan FirstBeat => TimeSpan.FromSeconds(_score.Clock.Seconds(0));

    /// <summary>For example <c>F# minor</c>.</summary>
    public string Key => _score.Style.Key.ToString();

    /// <summary>For example <c>4/4</c>.</summary>
    public string Meter => $"{_score.Style.Beats}/4";

    /// <summary>The form, without gaps from the start to the end of the song.</summary>
    public IReadOnlyList<SongSection> Sections { get; }

    /// <summary>What plays, for example <c>drums</c>, <c>finger bass</c>, <c>piano</c>, <c>voice</c>.</summary>
    public IReadOnlyList<string> Instruments => _score.Instruments;

    /// <summary>What is sung, line by line; empty for an instrumental.</summary>
    public IReadOnlyList<TimedLyric> Lyrics { get; }

    /// <summary>What the user should know, one sentence each, for example that nothing of the prompt was understood.</summary>
    public IReadOnlyList<string> Warnings => _score.Style.IsUnderstood
        ? []
        : ["Nothing of the prompt was understood, so the seed decided: say in English what genre, mood, tempo, key or instruments are wanted, for example \"slow folk in G major, no drums\"."];

    /// <summary>Length in frames.</summary>
    public int Frames => _score.Frames;

    /// <summary>Length of the song.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / Clock.Rate);

    /// <summary>
    /// Renders the song in blocks. The loudness is -14 LUFS, true peaks stay below -1 dBTP. Every sound is made once beforehand to set the
    /// levels, so the first block takes about a third of the time. Memory does not grow with the length.
    /// </summary>
    /// <param name="progress">Is told the fraction done, from 0 to 1.</param>
    /// <param name="cancellationToken">Is looked at in every block.</param>
    public IEnumerable<SongBlock> Render(IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Mastering.Render(_score, progress, cancellationToken);
}
