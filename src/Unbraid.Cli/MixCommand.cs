using System.CommandLine;
using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary><c>unbraid mix</c>: its options.</summary>
internal sealed class MixCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _inputs = new("STEM")
    {
        Description = "Files of one sample rate, or a folder of them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = $"The file to write; its extension says the format: {AudioContainers.Listed}",
        HelpName = "FILE",
        DefaultValueFactory = _ => "mix.wav",
    };

    private readonly Option<string[]> _gain = new("--gain")
    {
        Description = "Gain of a stem in dB, -120 to 24; may be given for each",
        HelpName = "NAME=DB",
    };

    private readonly Option<string[]> _pan = new("--pan")
    {
        Description = "Where a stem is heard, -1 (left) to 1 (right); may be given for each",
        HelpName = "NAME=P",
    };

    private readonly Option<string?> _mute = new("--mute") { Description = "Leave these stems out", HelpName = "a,b" };

    private readonly Option<string?> _solo = new("--solo") { Description = "Leave all others out", HelpName = "a,b" };

    private readonly NumberOption _start = new("--start") { Description = "Begin here, in seconds", HelpName = "S" };

    private readonly NumberOption _end = new("--end") { Description = "End here, in seconds", HelpName = "S" };

    private readonly Option<string?> _bits = new("--bits")
    {
        Description = "Sample size of wav and flac; 32f is float, for wav [default: as the stems have]",
        HelpName = "16|24|32f",
    };

    private MixCommand() : base("mix", "Mix stems into one file")
    {
        Arguments.Add(_inputs);
        foreach (var option in (Option[])[_output, _gain, _pan, _mute, _solo, _start, _end, _bits])
        {
            Options.Add(option);
        }

        SetAction((parse, cancellationToken) => Read(parse).RunAsync(cancellationToken));
    }

    public string Examples =>
        """
        Examples:
          unbraid mix separated/song --mute vocals -o karaoke.m4a            everything but the voice
          unbraid mix separated/song --gain drums=-6 --gain bass=2 --pan guitar=-0.3
          unbraid mix vocals.wav other.wav --start 30 --end 45 -o loop.flac  fifteen seconds of two stems

        A stem's name is that of its file without extension. Prints the path of the written file. The sum is made once, in double precision;
        stems written with --exact and mixed as they are give their song back to the last bit.
        """;

    public static Command Create() => new MixCommand();

    private MixRun Read(ParseResult parse)
    {
        Complaint.RefuseOptions(this, parse.GetValue(_inputs)!);
        var output = parse.GetValue(_output)!;
        var container = OutputFormat.Of(output);
        var (start, end) = (parse.GetValue(_start) ?? 0, parse.GetValue(_end));
        if (!(start is >= 0 and < 1e9))
        {
            throw new MisuseException($"--start {start} is out of range: give 0 or more seconds.");
        }

        if (end is { } last && !(last > start && last < 1e9))
        {
            throw new MisuseException($"--end {last} is out of range: it has to come after the start at {start} s.");
        }

        var channels = new MixChannels
        {
            Gains = parse.GetValue(_gain) ?? [],
            Pans = parse.GetValue(_pan) ?? [],
            Mute = MixChannels.Names("--mute", parse.GetValue(_mute)),
            Solo = MixChannels.Names("--solo", parse.GetValue(_solo)),
        };
        return new MixRun
        {
            Tracks = channels.Read(StemInputs.Find(parse.GetValue(_inputs)!, output)),
            Output = output,
            Container = container,
            Options = new MixOptions
            {
                Start = TimeSpan.FromSeconds(start),
                End = end is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Samples = ReadBits(parse.GetValue(_bits), container),
            },
        };
    }

    private static SampleType? ReadBits(string? bits, AudioContainer container) => (bits, container) switch
    {
        (null, _) => null,
        _ when !container.IsLossless() => throw new MisuseException($"--bits has no meaning for {container.Name()}, which stores no samples: leave it out."),
        ("32f", AudioContainer.Flac) => throw new MisuseException("--bits 32f cannot be stored in flac: choose 24, or write a wav."),
        _ => SampleBits.Of(bits),
    };
}
