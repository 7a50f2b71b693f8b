using System.Globalization;
using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>What the command line says of each stem of a mix.</summary>
internal sealed record MixChannels
{
    public required IReadOnlyList<string> Gains { get; init; }

    public required IReadOnlyList<string> Pans { get; init; }

    public required IReadOnlyList<string>? Mute { get; init; }

    public required IReadOnlyList<string>? Solo { get; init; }

    /// <summary>Names of an option, separated by commas; null where it is not given.</summary>
    /// <exception cref="MisuseException">It names none.</exception>
    public static IReadOnlyList<string>? Names(string option, string? value) =>
        value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) switch
        {
            null => null,
            [] => throw new MisuseException($"{option} names no stem: give names separated by commas, or leave it out."),
            var names => names,
        };

    /// <summary>The tracks of these files.</summary>
    /// <exception cref="MisuseException">A value cannot be read, or a name is not one of a file.</exception>
    public IReadOnlyList<MixTrack> Read(IReadOnlyList<string> files)
    {
        var names = files.Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
        var gains = Values("--gain", "NAME=DB", Gains, MixTrack.LowestGain, MixTrack.HighestGain);
        var pans = Values("--pan", "NAME=P", Pans, -1, 1);
        Check("--gain", gains.Keys, names);
        Check("--pan", pans.Keys, names);
        Check("--mute", Mute ?? [], names);
        Check("--solo", Solo ?? [], names);
        return
        [
            .. files.Zip(names, (file, name) => new MixTrack(file)
            {
                Gain = gains.GetValueOrDefault(name),
                Pan = pans.GetValueOrDefault(name),
                Muted = Mute?.Contains(name) is true || Solo?.Contains(name) is false,
            }),
        ];
    }

    private static Dictionary<string, double> Values(string option, string form, IReadOnlyList<string> texts, double lowest, double highest)
    {
        var values = new Dictionary<string, double>();
        foreach (var text in texts)
        {
            var split = text.LastIndexOf('=');
            if (split <= 0 || !double.TryParse(text[(split + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                throw new MisuseException($"{option} {text} is not understood: write {form}, for example {option} vocals={(highest == 1 ? "-0.5" : "-6")}.");
            }

            if (!(value >= lowest && value <= highest))
            {
                throw new MisuseException($"{option} {text} is out of range: give {lowest} to {highest}.");
            }

            values[text[..split]] = value;
        }

        return values;
    }

    private static void Check(string option, IEnumerable<string> named, List<string> names)
    {
        if (named.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new MisuseException($"{option} names '{unknown}', which is none of the stems: {string.Join(", ", names.Distinct())}.");
        }
    }
}
