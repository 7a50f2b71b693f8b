using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Unbraid.Cli;

/// <summary>An option with a number, written with a point in every language.</summary>
internal sealed class NumberOption : Option<double?>
{
    public NumberOption(string name) : base(name) => CustomParser = Read;

    private double? Read(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        // Without thousands separators: 0,3 would be three.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var point = text.Replace(',', '.');
        result.AddError(double.TryParse(point, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"{Name} {text} is not a number: write {point}, with a point."
            : $"{Name} {text} is not a number.");
        return null;
    }
}
