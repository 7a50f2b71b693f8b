using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Http;

/// <summary>Serves what links point to.</summary>
internal static class FilesApi
{
    public static void MapFiles(this IEndpointRouteBuilder app) =>
        app.MapMethods("/files/{area}/{id}/{file}", ["GET", "HEAD"], Get).AllowAnonymous().ExcludeFromDescription();

    private static async Task<PhysicalFileHttpResult> Get(
        HttpContext http, LinkedFiles files, LinkFactory links, string area, string id, string file, string? name, string? expires, string? signature)
    {
        var key = $"{area}/{id}/{file}";
        switch (links.Check(key, name, expires, signature))
        {
            case LinkCheck.Forged:
                throw new Refusal(StatusCodes.Status404NotFound, "There is no such file.");
            case LinkCheck.Expired:
                throw new Refusal(StatusCodes.Status410Gone, "This link has expired; poll the task again for a fresh one.");
        }

        // Only keys that were signed here come this far.
        if (await files.FindAsync(area, id, file, http.RequestAborted) is not { } found)
            throw new Refusal(StatusCodes.Status404NotFound, "This file is no longer kept.");
        http.Response.Headers.CacheControl = "private, max-age=3600, immutable";
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
        return TypedResults.PhysicalFile(
            found.Path, ContentTypeOf(file), name, found.Since,
            new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    private static string ContentTypeOf(string file) => Path.GetExtension(file) switch
    {
        _ when file.EndsWith(".stem.mp4", StringComparison.Ordinal) => "audio/mp4",
        ".wav" => "audio/wav",
        ".flac" => "audio/flac",
        ".mp3" => "audio/mpeg",
        ".m4a" => "audio/mp4",
        ".aac" => "audio/aac",
        ".ogg" => "audio/ogg",
        ".opus" => "audio/ogg",
        ".wma" => "audio/x-ms-wma",
        ".aiff" => "audio/aiff",
        ".caf" => "audio/x-caf",
        ".ac3" or ".eac3" => "audio/ac3",
        ".mka" => "audio/x-matroska",
        ".mp4" => "video/mp4",
        ".zip" => "application/zip",
        ".jpg" => "image/jpeg",
        _ => "application/octet-stream",
    };
}
