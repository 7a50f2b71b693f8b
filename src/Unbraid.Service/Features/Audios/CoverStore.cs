using System.Security.Cryptography;
using Unbraid.Audio;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Audios;

/// <summary>Covers of songs: JPEG pictures, each stored once under its hash, whoever's song it belongs to.</summary>
internal sealed class CoverStore(ObjectStore objects)
{
    /// <summary>Where the covers are, by their hash.</summary>
    public static readonly ObjectArea Area = new("covers", ObjectOwner.Cover, IsFile: true);

    /// <summary>Stores the picture that a sound file carries.</summary>
    /// <returns>Its key, or null if there is none that can be read.</returns>
    public Task<string?> FromSongAsync(string soundPath, CancellationToken cancellationToken) =>
        StoreAsync(jpeg => CoverPicture.TryExtractAsync(soundPath, jpeg, cancellationToken));

    /// <summary>Stores a picture file.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="AudioException">It is not a picture that can be read.</exception>
    public async Task<string> FromPictureAsync(string picturePath, CancellationToken cancellationToken) =>
        (await StoreAsync(async jpeg =>
        {
            await CoverPicture.ConvertAsync(picturePath, jpeg, cancellationToken);
            return true;
        }))!;

    /// <summary>Where the cover of a song lies, if it has one and it is still there.</summary>
    public string? PathOf(AudioRow song) =>
        song.CoverKey is { } key && File.Exists(objects.PathOf(key)) ? objects.PathOf(key) : null;

    /// <summary>A link to the cover of a song.</summary>
    public static string? Link(AudioRow song, LinkSigner links) =>
        song.CoverKey is not null ? links.Link(Area.KeyOf(song.Id, "cover.jpg"), $"{song.Title}.jpg") : null;

    private async Task<string?> StoreAsync(Func<string, Task<bool>> make)
    {
        var scratch = objects.NewScratchPath();
        try
        {
            if (!await make(scratch))
                return null;
            var key = Area.KeyOf(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(scratch))));
            objects.PublishFile(scratch, key);
            return key;
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }
}
