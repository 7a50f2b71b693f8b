using System.CommandLine;
using Unbraid.Audio;
using Unbraid.Composition;

namespace Unbraid.Cli;

/// <summary><c>unbraid compose</c>: its options and what of them is invalid.</summary>
internal sealed class ComposeCommand : Command, IHasExamples
{
    private const int LongestLyrics = 1 << 20;

    private readonly Option<string> _prompt = new("--prompt")
    {
        Description = "What the music is to be: genre, mood, tempo, key, instruments",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string?> _lyrics = new("--lyrics")
    {
        Description = "A text file with the words; tags in brackets make the form: [Verse], [Chorus], [Bridge], [Outro]",
        HelpName = "FILE",
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Another seed gives another song, the same seed the same bytes",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly NumberOption _duration = new("--duration")
    {
        Description = "Length in seconds, 20 to 120 [default: what the form needs]",
        HelpName = "S",
    };

    private readonly Option<bool> _instrumental = new("--instrumental") { Description = "No voice" };

    private readonly Option<string?> _title = new("--title") { Description = "The title, for the file's tags", HelpName = "TEXT" };

    private readonly Option<bool> _stems = new("--stems")
    {
        Description = "Write the four stems beside the song; wav and flac then have 24 bits, so that they sum to it exactly",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = $"The file to write; its extension says the format: {AudioContainers.Listed}",
        HelpName = "FILE",
        DefaultValueFactory = _ => "song.wav",
    };

    private ComposeCommand() : base("compose", "Write and render a song of its own")
    {
        foreach (var option in (Option[])[_prompt, _lyrics, _seed, _duration, _instrumental, _title, _stems, _output])
        {
            Options.Add(option);
        }

        SetAction((parse, cancellationToken) => Read(parse).RunAsync(cancellationToken));
    }

    public string Examples =>
        """
        Examples:
          unbraid compose --prompt "slow sad ballad in A minor, piano and strings" --lyrics words.txt -o ballad.m4a
          unbraid compose --prompt "deep house, 124 BPM" --instrumental --duration 60 --stems -o house.wav
                                                       house.wav, house-vocals.wav, house-drums.wav, ...

        Songs are written by rule and chance from the seed, without a model. Prints the paths of the written files.
        """;

    public static Command Create() => new ComposeCommand();

    private ComposeRun Read(ParseResult parse)
    {
        var output = parse.GetValue(_output)!;
        var stems = parse.GetValue(_stems);
        var container = OutputFormat.Of(output);
        if (parse.GetResult(_prompt) is { Implicit: false } && string.IsNullOrWhiteSpace(parse.GetValue(_prompt)) && parse.GetValue(_lyrics) is null)
        {
            throw new MisuseException("--prompt is empty: say what the music is to be, give --lyrics, or leave --prompt out and let the seed decide.");
        }

        var duration = parse.GetValue(_duration);
        if (duration is { } seconds && !(seconds >= Composer.Shortest.TotalSeconds && seconds <= Composer.Longest.TotalSeconds))
        {
            throw new MisuseException($"--duration {seconds} is out of range: give 20 to 120 seconds.");
        }

        return new ComposeRun
        {
            Output = output,
            Encoding = new AudioEncoding(container, stems ? SampleType.Int24 : SampleType.Int16),
            Stems = stems,
            Request = new SongRequest
            {
                Prompt = parse.GetValue(_prompt)!,
                Lyrics = parse.GetValue(_lyrics) is { } file ? ReadLyrics(file) : "",
                Seed = parse.GetValue(_seed),
                Duration = duration is { } length ? TimeSpan.FromSeconds(length) : null,
                Instrumental = parse.GetValue(_instrumental),
                Title = parse.GetValue(_title),
            },
        };
    }

    private static string ReadLyrics(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            throw new MisuseException($"The words '{file}' do not exist.");
        }

        return info.Length <= LongestLyrics
            ? File.ReadAllText(file)
            : throw new MisuseException($"The words '{file}' have {info.Length} bytes, and 1 MiB is the most: no song is that long.");
    }
}
