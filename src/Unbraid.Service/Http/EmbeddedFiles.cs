using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Unbraid.Service.Http;

/// <summary>A file that comes with the program.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What they are.</param>
/// <param name="Tag">Changes with them.</param>
internal sealed record EmbeddedFile(byte[] Content, string ContentType, EntityTagHeaderValue Tag);

/// <summary>Serves pages, scripts and styles that come with the program. Browsers keep them and ask whether they changed.</summary>
internal static class EmbeddedFiles
{
    /// <summary>The files of an assembly below a folder, by their path in it.</summary>
    public static FrozenDictionary<string, EmbeddedFile> Of(Assembly assembly, string folder) =>
        assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[folder.Length..], name => Read(assembly, name));

    /// <summary>Maps one file to a path.</summary>
    /// <param name="app">Where.</param>
    /// <param name="path">The path it is served at.</param>
    /// <param name="files">From <see cref="Of"/>.</param>
    /// <param name="name">Which of them.</param>
    /// <param name="contentPolicy">What a page may load, where that is more than others may.</param>
    public static void MapEmbedded(
        this IEndpointRouteBuilder app, string path, FrozenDictionary<string, EmbeddedFile> files, string name, string? contentPolicy = null)
    {
        var file = files[name];
        app.MapMethods(path, ["GET", "HEAD"], (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-cache"; // kept, but asked for again
            if (contentPolicy is not null)
                http.Response.Headers.ContentSecurityPolicy = contentPolicy;
            return TypedResults.Bytes(file.Content, file.ContentType, entityTag: file.Tag);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static EmbeddedFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new EmbeddedFile(
            content, ContentTypeOf(name), new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\""));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml; charset=utf-8",
        ".opus" => "audio/ogg",
        _ => "text/plain; charset=utf-8",
    };
}
