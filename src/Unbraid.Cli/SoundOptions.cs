using System.CommandLine;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>The options that say which sound of a file is meant, and where it begins.</summary>
internal sealed class SoundOptions
{
    private readonly Option<int?> _track = new("--track")
    {
        Description = "Which sound of a file with several, from 1 on [default: the file's main one]",
        HelpName = "N",
    };

    private readonly Option<string> _align = new("--align")
    {
        Description = "What the stems of a video begin with",
        HelpName = "sound|video",
        DefaultValueFactory = _ => "sound",
    };

    public IEnumerable<Option> All => [_track, _align];

    /// <exception cref="MisuseException">A value is invalid.</exception>
    public SeparatorOptions Read(ParseResult parse, SeparatorOptions options) => options with
    {
        Track = parse.GetValue(_track) is < 1 and var none ? throw new MisuseException($"--track {none} is no track: give 1 or more.") : parse.GetValue(_track),
        BeginsWithPicture = parse.GetValue(_align) switch
        {
            "sound" => false,
            "video" => true,
            var other => throw new MisuseException($"--align {other} is not known: choose sound or video."),
        },
    };
}
