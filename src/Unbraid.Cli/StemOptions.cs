using System.CommandLine;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>The options that say how stems are written.</summary>
internal sealed class StemOptions
{
    private readonly Option<string> _format = new("--format")
    {
        Description = "File format of the stems",
        HelpName = string.Join('|', AudioContainers.ByName.Keys),
        DefaultValueFactory = _ => "wav",
    };

    private readonly Option<string?> _bits = new("--bits")
    {
        Description = "Sample size of wav and flac; 32f is float, for wav [default: 16]",
        HelpName = "16|24|32f",
    };

    private readonly Option<int?> _bitrate = new("--bitrate")
    {
        Description = $"kbit/s of a lossy format, all channels together: {string.Join(", ", AudioContainers.ByName.Where(named => !named.Value.IsLossless()).Select(RangeOf))}",
        HelpName = "N",
    };

    private readonly Option<string> _name = new("--name")
    {
        Description = $"Names of the files, out of {string.Join(", ", StemNames.Placeholders.Select(name => $"{{{name}}}"))}",
        HelpName = "TEMPLATE",
        DefaultValueFactory = _ => "{stem}",
    };

    private readonly Option<bool> _exact = new("--exact")
    {
        Description = "Make the written stems sum to the song to the last bit; the difference goes into 'other', 'instrumental' or 'residual'",
    };

    private readonly Option<bool> _residual = new("--residual")
    {
        Description = "Write one more file, 'residual': the song minus its stems",
    };

    private readonly Option<string> _clip = new("--clip")
    {
        Description = "What becomes of stems too loud for their files: one gain for all of them, a cut at full scale, or nothing; all but 32f cut what they cannot hold",
        HelpName = string.Join('|', ClipModes.ByName.Keys),
        DefaultValueFactory = _ => "rescale",
    };

    public StemOptions()
    {
        _format.CompletionSources.Add([.. AudioContainers.ByName.Keys]);
        _bits.CompletionSources.Add("16", "24", "32f");
        _clip.CompletionSources.Add([.. ClipModes.ByName.Keys]);
    }

    public IEnumerable<Option> All => [_format, _bits, _bitrate, _name, _exact, _residual, _clip];

    /// <param name="parse">The command line.</param>
    /// <param name="folder">Where the folders of the songs go.</param>
    /// <exception cref="MisuseException">A value is not known, or options contradict each other.</exception>
    public StemOutput Read(ParseResult parse, string folder)
    {
        var encoding = ReadEncoding(parse);
        var exact = parse.GetValue(_exact);
        if (exact && !encoding.Container.IsLossless())
        {
            throw new MisuseException($"--exact does not go with --format {parse.GetValue(_format)}, which is lossy: choose wav or flac.");
        }

        return new StemOutput
        {
            Folder = folder,
            Encoding = encoding,
            Names = ReadNames(parse.GetValue(_name)!),
            Exact = exact,
            Residual = parse.GetValue(_residual),
            Clip = ClipModes.ByName.TryGetValue(parse.GetValue(_clip)!, out var clip)
                ? clip
                : throw new MisuseException($"--clip {parse.GetValue(_clip)} is not known: choose rescale, clamp or none."),
        };
    }

    private AudioEncoding ReadEncoding(ParseResult parse)
    {
        var format = parse.GetValue(_format)!;
        if (!AudioContainers.ByName.TryGetValue(format, out var container))
        {
            throw new MisuseException($"--format {format} is not known: choose {AudioContainers.Listed}.");
        }

        var bits = parse.GetValue(_bits);
        if (bits is not null && !container.IsLossless())
        {
            throw new MisuseException($"--bits has no meaning with --format {format}, which stores no samples: leave it out, or choose wav or flac.");
        }

        if (bits == "32f" && container == AudioContainer.Flac)
        {
            throw new MisuseException("--bits 32f cannot be stored in flac: choose 24, or --format wav.");
        }

        var encoding = new AudioEncoding(container, bits is null ? SampleType.Int16 : SampleBits.Of(bits)) { Bitrate = parse.GetValue(_bitrate) };
        return Bitrates.Complaint(encoding) is { } complaint ? throw new MisuseException($"--bitrate: {complaint}") : encoding;
    }

    private static StemNames ReadNames(string template)
    {
        try
        {
            return StemNames.Parse(template);
        }
        catch (SeparationException e)
        {
            throw new MisuseException($"--name: {e.Message}");
        }
    }

    private static string RangeOf(KeyValuePair<string, AudioContainer> format) =>
        Bitrates.Range(format.Value) is var (lowest, highest) ? $"{format.Key} {lowest} to {highest}" : "";
}
