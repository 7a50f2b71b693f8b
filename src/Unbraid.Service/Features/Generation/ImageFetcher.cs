using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Outbound;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Generation;

/// <summary>A picture as it came.</summary>
/// <param name="MediaType"><c>image/jpeg</c>, <c>image/png</c> or <c>image/webp</c>, by its first bytes.</param>
/// <param name="Content">The file.</param>
/// <param name="CoverKey">Where it is stored as a cover.</param>
internal sealed record FetchedImage(string MediaType, byte[] Content, string CoverKey);

/// <summary>Fetches the picture that a client named, under the rules for songs, and stores it as a cover.</summary>
internal sealed class ImageFetcher(FileFetcher fetcher, CoverStore covers, ObjectStore objects, GenerationOptions options)
{
    /// <exception cref="Refusal">The address is refused or does not answer, or what comes is too large or no
    /// picture.</exception>
    public async Task<FetchedImage> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        using var receiver = new ContentReceiver(objects, options.MaxImageBytes, nameof(options.MaxImageBytes));
        await fetcher.FetchAsync(url, receiver, "imageUrl", cancellationToken);
        var content = await File.ReadAllBytesAsync(receiver.Path, cancellationToken);
        var mediaType = MediaTypeOf(content) ?? throw NoPicture("");
        try
        {
            return new FetchedImage(mediaType, content, await covers.FromPictureAsync(receiver.Path, cancellationToken));
        }
        catch (AudioException e) when (e.Reason == FaultReason.Input)
        {
            throw NoPicture(" that can be read");
        }
    }

    private static Refusal NoPicture(string which) => new(
        StatusCodes.Status415UnsupportedMediaType, $"The imageUrl is not the address of a JPEG, PNG or WebP picture{which}.");

    private static string? MediaTypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
