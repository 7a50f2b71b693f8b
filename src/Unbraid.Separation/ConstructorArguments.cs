using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation;

/// <summary>The arguments a network was built with, as its checkpoint records them. None, or null, stands for the default, as an absent one does.</summary>
/// <param name="network">Name of the network, for messages.</param>
/// <param name="values">Argument names and values.</param>
internal sealed class ConstructorArguments(string network, IReadOnlyDictionary<string, object?> values)
{
    public int Int(string name, int fallback, int least = 0, int most = 1 << 20)
    {
        var value = values.GetValueOrDefault(name) ?? (long)fallback;
        return value switch
        {
            long n when n >= least && n <= most => (int)n,
            double d when d == Math.Floor(d) && d >= least && d <= most => (int)d,
            bool b when least == 0 => b ? 1 : 0,
            _ => throw Refuse(name, value),
        };
    }

    public bool Flag(string name, bool fallback) => Int(name, fallback ? 1 : 0, 0, 1) == 1;

    public double Number(string name, double fallback) => (values.GetValueOrDefault(name) ?? fallback) switch
    {
        long n => n,
        double d when double.IsFinite(d) => d,
        Fraction f => f.ToDouble(),
        bool b => b ? 1 : 0,
        var given => throw Refuse(name, given),
    };

    /// <summary>A length in seconds times a rate, rounded down, without loss for fractions.</summary>
    public int Frames(string name, int fallbackSeconds, int sampleRate, int mostSeconds)
    {
        var given = values.GetValueOrDefault(name);
        var frames = given is Fraction f
            ? (long)((Int128)f.Numerator * sampleRate / f.Denominator)
            : (long)(Number(name, fallbackSeconds) * sampleRate);
        return frames > 0 && frames <= (long)mostSeconds * sampleRate ? (int)frames : throw Refuse(name, given);
    }

    public string Text(string name, string fallback) => values.GetValueOrDefault(name) switch
    {
        null => fallback,
        string text => text,
        var given => throw Refuse(name, given),
    };

    public IReadOnlyList<int> Ints(string name, params int[] fallback) =>
        List(name) is { } list ? [.. list.Select(v => v is long n and >= 0 and < 1 << 20 ? (int)n : throw Refuse(name, v))] : fallback;

    public IReadOnlyList<double> Numbers(string name, params double[] fallback) =>
        List(name) is { } list ? [.. list.Select(v => v switch { double d => d, long n => n, _ => throw Refuse(name, v) })] : fallback;

    public IReadOnlyList<string> Texts(string name, params string[] fallback) =>
        List(name) is { } list ? [.. list.Select(v => v as string ?? throw Refuse(name, v))] : fallback;

    /// <summary>Checks arguments that change the network in a way not supported here: each must be its default or the value given.</summary>
    public void Require(params (string Name, object? Value)[] expected)
    {
        foreach (var (name, value) in expected)
        {
            if (values.GetValueOrDefault(name) is { } given && !Same(given, value))
            {
                throw Refuse(name, given);
            }
        }
    }

    /// <summary>The error for an argument whose value is not supported.</summary>
    public CheckpointException Refuse(string name) => Refuse(name, values.GetValueOrDefault(name));

    private IReadOnlyList<object?>? List(string name) => values.GetValueOrDefault(name) is { } given
        ? given as IReadOnlyList<object?> ?? throw Refuse(name, given)
        : null;

    private static bool Same(object given, object? expected) => expected switch
    {
        null => given is false or IReadOnlyList<object?> { Count: 0 },
        bool b => given switch { bool g => g == b, long n => (n != 0) == b, _ => false },
        int n => given switch { long g => g == n, double d => d == n, bool b => (b ? 1 : 0) == n, _ => false },
        _ => expected.Equals(given),
    };

    private CheckpointException Refuse(string name, object? given) =>
        new($"The checkpoint is of a variant of {network} that is not supported: its argument {name} is {Text(given)}.");

    private static string Text(object? value) => value switch
    {
        null => "None",
        IEnumerable<object?> list => $"[{string.Join(", ", list.Take(8).Select(Text))}]",
        _ => value.ToString() ?? "",
    };
}
