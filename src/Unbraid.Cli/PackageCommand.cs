using System.CommandLine;
using Unbraid.Audio.Packaging;

namespace Unbraid.Cli;

/// <summary><c>unbraid package</c>: its options.</summary>
internal sealed class PackageCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _inputs = new("STEM")
    {
        Description = "Files of one sample rate and length, or a folder of them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "What to make of them [default: as the name of the output says, else zip]",
        HelpName = string.Join('|', PackageFormats.ByName.Keys),
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write [default: the title, in this folder]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _title = new("--title") { Description = "The song's title [default: the name of the folder, else song]", HelpName = "TEXT" };

    private readonly Option<string?> _song = new("--song")
    {
        Description = "The whole song, for stem.mp4, as long as its stems [default: their sum]",
        HelpName = "FILE",
    };

    private readonly NumberOption _tempo = new("--tempo") { Description = "The song's tempo in beats a minute, 1 to 960", HelpName = "BPM" };

    private readonly NumberOption _firstBeat = new("--first-beat")
    {
        Description = "Where the first beat is, in seconds: adds a click track (not to stem.mp4)",
        HelpName = "S",
    };

    private PackageCommand() : base("package", "Pack stems into one file: an archive, NI Stems, or a project for an audio workstation")
    {
        Arguments.Add(_inputs);
        foreach (var option in (Option[])[_format, _output, _title, _song, _tempo, _firstBeat])
        {
            Options.Add(option);
        }

        SetAction((parse, cancellationToken) => Read(parse).RunAsync(cancellationToken));
    }

    public string Examples =>
        """
        Examples:
          unbraid package separated/song                                     song.zip, with a project.json
          unbraid package separated/song --format stem.mp4 --song song.mp3   song.stem.mp4: NI Stems, with four stems
          unbraid package separated/song -o song.dawproject --tempo 92       for Bitwig Studio, Cubase, Studio One and others
          unbraid package separated/song --format reaper --tempo 92 --first-beat 0.35

        A stem's name is that of its file without extension. Prints the path of the written file.
        """;

    public static Command Create() => new PackageCommand();

    private PackageRun Read(ParseResult parse)
    {
        var inputs = parse.GetValue(_inputs)!;
        Complaint.RefuseOptions(this, inputs);
        var format = ReadFormat(parse);
        var title = parse.GetValue(_title) ?? (inputs is [var folder] && Directory.Exists(folder) ? Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/')) : "song");
        var output = parse.GetValue(_output) ?? SongPackage.FileName(title, format);
        var files = StemInputs.Find(inputs, output);
        var stems = files.Select(file => new PackageStem(Path.GetFileNameWithoutExtension(file), file)).ToList();
        if (format.Complaint([.. stems.Select(stem => stem.Name)]) is { } complaint)
        {
            throw new MisuseException(complaint);
        }

        if (parse.GetValue(_song) is not null && format != PackageFormat.StemMp4)
        {
            throw new MisuseException("--song has a meaning for --format stem.mp4 alone: leave it out.");
        }

        return new PackageRun
        {
            Song = new PackageSong { Title = title, Stems = stems, Tempo = ReadTempo(parse), MixPath = parse.GetValue(_song) },
            Output = output,
            Format = format,
        };
    }

    private PackageFormat ReadFormat(ParseResult parse)
    {
        if (parse.GetValue(_format) is not { } name)
        {
            var output = parse.GetValue(_output)?.ToLowerInvariant() ?? "";
            return PackageFormats.ByName.Values.FirstOrDefault(format => output.EndsWith(format.Extension(), StringComparison.Ordinal), PackageFormat.Zip);
        }

        return PackageFormats.ByName.TryGetValue(name, out var known)
            ? known
            : throw new MisuseException($"--format {name} is not known: give one of {string.Join(", ", PackageFormats.ByName.Keys)}.");
    }

    private SongTempo? ReadTempo(ParseResult parse) => (parse.GetValue(_tempo), parse.GetValue(_firstBeat)) switch
    {
        (null, null) => null,
        (null, _) => throw new MisuseException("--first-beat needs a --tempo."),
        ({ } tempo, _) when !(tempo is >= SongTempo.Slowest and <= SongTempo.Fastest) =>
            throw new MisuseException($"--tempo {tempo} is out of range: give {SongTempo.Slowest} to {SongTempo.Fastest} beats a minute."),
        (_, { } first) when !(first is >= 0 and < 1e9) => throw new MisuseException($"--first-beat {first} is out of range: give 0 or more seconds."),
        ({ } tempo, var first) => new SongTempo(tempo) { FirstBeat = first },
    };
}
