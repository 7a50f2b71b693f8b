using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unbraid.Service.Tests;

/// <summary>A body to send, and what was done to it.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Content">To be sent.</param>
/// <param name="ContentType">As which it is sent.</param>
/// <param name="Member">The one member that was changed.</param>
internal sealed record MutatedBody(string Name, byte[] Content, string? ContentType = "application/json", string? Member = null)
{
    /// <summary>The body, if it is JSON and all its texts are text.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Content);
                _ = JsonNode.Parse(text)?.ToJsonString();
                return JsonElement.Parse(text);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
            {
                return null;
            }
        }
    }
}

/// <summary>What a client may send by mistake or on purpose.</summary>
internal static class Mutations
{
    private static readonly string s_long = new('x', 30_000);

    /// <summary>Values of every kind, as JSON.</summary>
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "-123456789012345678901234567890", "\"\"", "\" \"", "\"x\"", "\"-1\"", $"\"{s_long}\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"..\\/..\\/etc\"", "\"http:\\/\\/127.0.0.1\\/\"", "\"http:\\/\\/[::1\"", "[]", "[1]", "[null]", "[\"\\udfff\"]", "{}", "{\"a\":1}",
        new string('[', 60) + new string(']', 60),
    ];

    /// <summary>Texts for a parameter.</summary>
    public static readonly string[] Texts =
    [
        "", " ", "x", "0", "-1", "1.5", "99999999999999999999", "1e400", "true", "null", "\0", "\ud83d\ude00", "'; DROP TABLE tasks; --", "../../etc/passwd", "%", "a,b",
        Guid.Empty.ToString(), "{" + Guid.Empty + "}", new string('x', 3000),
    ];

    /// <summary>A valid body changed in one place, broken, or of another media type.</summary>
    public static IEnumerable<MutatedBody> Of(JsonObject valid, IEnumerable<string> members)
    {
        foreach (var member in members)
        {
            yield return Body($"without {member}", Without(valid, member).ToJsonString());
            foreach (var value in s_values)
                yield return Body($"{member} {value[..Math.Min(40, value.Length)]}", With(valid, member, value)) with { Member = member };
        }

        var text = valid.ToJsonString();
        yield return Body("an unknown member", With(valid, "unknownMember", "[1,{}]"));
        yield return Body("a member that is no text", With(valid, "\\ud800", "1"));
        yield return Body("a member twice", $"{text[..^1]},{text[1..]}");
        foreach (var broken in new[] { "", " ", "{", "[]", "null", "1", "\"x\"", text[..^1], text + "}", "{\"a\":}", "{'a':1}", "\ufeff" + text, "// \n" + text, new string('[', 5000) })
            yield return Body($"the body {broken[..Math.Min(40, broken.Length)]}", broken);
        yield return new MutatedBody("no UTF-8", [(byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        yield return new MutatedBody("a value that is no UTF-8", [.. Encoding.UTF8.GetBytes(text[..^1]), .. ",\"unknownMember\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        yield return new MutatedBody("an id that is no UTF-8", [.. "{\"audioId\":\""u8, 0xFF, .. "\",\"taskId\":\""u8, 0xFF, .. "\"}"u8]);
        yield return new MutatedBody("UTF-16", Encoding.Unicode.GetBytes(text));
        yield return Body("300 KB", With(valid, "unknownMember", $"\"{new string('x', 300_000)}\""));
        foreach (var type in new[] { null, "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "nonsense" })
            yield return new MutatedBody($"as {type ?? "nothing"}", Encoding.UTF8.GetBytes(text), type);
    }

    private static MutatedBody Body(string name, string json) => new(name, Encoding.UTF8.GetBytes(json));

    private static JsonObject Without(JsonObject valid, string member)
    {
        var copy = valid.DeepClone().AsObject();
        copy.Remove(member);
        return copy;
    }

    /// <summary>By hand: some of these values no JSON writer would write.</summary>
    private static string With(JsonObject valid, string member, string value)
    {
        var rest = Without(valid, member).ToJsonString()[1..];
        return $"{{\"{member}\":{value}{(rest == "}" ? "" : ",")}{rest}";
    }
}
