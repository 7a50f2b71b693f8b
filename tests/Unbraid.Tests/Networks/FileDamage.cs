using System.Text.RegularExpressions;

namespace Unbraid.Tests.Networks;

/// <summary>What happens to files: they are cut, overwritten, edited by hand.</summary>
internal static partial class FileDamage
{
    private static readonly string[] s_values =
    [
        "0", "-1", "1", "2", "3", "7", "64", "1000", "44100", "100000", "1000000000", "2147483647", "2147483648", "9223372036854775807", "99999999999999999999999",
        "1e308", "-0.0", ".inf", ".nan", "0.5", "null", "~", "true", "no", "''", "abc", "[]", "{}", "[1, 2]", "[[1], [2]]", "{a: 1}", "[drums, drums]", "../../etc", "vocals",
        "!!python/object/apply:os.system ['true']", "!!python/tuple [1, 2]", "!!binary aGVsbG8=", "&a [*a]", "*missing", "2001-01-01", "0x7fffffff", "0o17", "1_000", "\"\\u0000\"",
    ];

    /// <summary>A text after one to three edits.</summary>
    public static string OfText(string text, Random random)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
            text = Edit(text, random);
        return text;
    }

    /// <summary>Bytes after one damage.</summary>
    public static byte[] OfBytes(byte[] bytes, Random random)
    {
        bytes = [.. bytes];
        // What says what the rest is stands at the beginning and, in zip files, at the end.
        int Place() => random.Next(3) switch
        {
            0 => random.Next(Math.Min(bytes.Length, 4096)),
            1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 4096)),
            _ => random.Next(bytes.Length),
        };
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                for (var flips = random.Next(1, 30); flips > 0; flips--)
                    bytes[Place()] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                for (var writes = random.Next(1, 8); writes > 0; writes--)
                    bytes[Place()] = (byte)random.Next(256);
                return bytes;
            case 3:
                var zeros = Place();
                bytes.AsSpan(zeros, Math.Min(bytes.Length - zeros, random.Next(1, 5000))).Clear();
                return bytes;
            case 4:
                var gap = Place();
                return [.. bytes[..gap], .. new byte[random.Next(1, 200)], .. bytes[gap..]];
            default:
                var (from, to) = (Place(), Place());
                var length = Math.Min(random.Next(1, 2000), bytes.Length - Math.Max(from, to));
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes.AsSpan(to));
                return bytes;
        }
    }

    private static string Edit(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(12))
        {
            case <= 4:
                var numbers = Value().Matches(text);
                if (numbers.Count == 0)
                    return text;
                var number = numbers[random.Next(numbers.Count)].Groups["value"];
                return text[..number.Index] + s_values[random.Next(s_values.Length)] + text[(number.Index + number.Length)..];
            case 5:
                lines.RemoveAt(at);
                break;
            case 6:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 7:
                lines[at] = new string(' ', random.Next(12)) + lines[at].TrimStart();
                break;
            case 8:
                lines[at] = "\t" + lines[at];
                break;
            case 9:
                return text[..random.Next(text.Length)];
            case 10:
                return "\uFEFF" + text;
            default:
                var place = random.Next(text.Length);
                return text[..place] + (char)random.Next(1, 0x3000) + text[(place + 1)..];
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@":[ ]+(?<value>[^\s#][^\n#]*)|-[ ]+(?<value>[^\n#]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Value();
}
