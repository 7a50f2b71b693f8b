using System.Globalization;
using System.Text;

namespace Unbraid.Service.Features.Upload;

/// <summary>The headers of the protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload).</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,expiration,termination";
    public const string MediaType = "application/offset+octet-stream";

    public const string Resumable = "Tus-Resumable";
    public const string UploadLength = "Upload-Length";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadExpires = "Upload-Expires";

    private const int LongestMetadata = 8_000;

    /// <summary>Says the version in the answer, and asks that the client's is the same if it names one.</summary>
    /// <exception cref="Refusal">412, another version.</exception>
    public static void Agree(HttpContext http)
    {
        http.Response.Headers[Resumable] = Version;
        if (http.Request.Headers[Resumable].ToString() is { Length: > 0 } other && other != Version)
        {
            http.Response.Headers["Tus-Version"] = Version;
            throw new Refusal(StatusCodes.Status412PreconditionFailed, $"{Resumable} must be {Version}");
        }
    }

    /// <summary>A header that holds a number of bytes.</summary>
    /// <exception cref="Refusal">400, it is missing or no number.</exception>
    public static long Bytes(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new Refusal(StatusCodes.Status400BadRequest, [$"the header {header} must be given, a whole number of bytes"]);

    /// <summary>What the client says of the file: keys, each with a text in Base64.</summary>
    /// <exception cref="Refusal">400, it is not written so.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(HttpRequest request)
    {
        var header = request.Headers[UploadMetadata].ToString();
        Dictionary<string, string> metadata = [];
        if (header.Length > LongestMetadata)
            throw Malformed();
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            if (!metadata.TryAdd(parts[0], parts.Length == 1 ? "" : TextOf(parts[1])))
                throw Malformed();
        }

        return metadata;
    }

    private static string TextOf(string base64)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Malformed();
        }
    }

    private static Refusal Malformed() => new(
        StatusCodes.Status400BadRequest,
        [$"the header {UploadMetadata} must be a list like \"filename U29uZy5tcDM=\": each key once, each text UTF-8 in Base64, {LongestMetadata} characters at most"]);
}
