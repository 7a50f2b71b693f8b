using System.IO.Compression;
using Unbraid.Audio;
using Unbraid.Audio.Packaging;
using Unbraid.Tests.Audio;

namespace Unbraid.Tests.Packaging;

/// <summary>Stems of a tone each, and what they are packed into.</summary>
internal sealed class PackedSong : IDisposable
{
    public const int Rate = 44_100, Frames = 50_001;

    /// <summary>What a title must not be able to do to a format.</summary>
    public const string HostileTitle = "<script>alert(\"1\")</script> it's `\n&amp; ]]> \u202Eשיר\u0000\uFFFF\uD800 > x";

    /// <summary>The same as a line.</summary>
    public const string HostileLine = "<script>alert(\"1\")</script> it's ` &amp; ]]>  שיר\uFFFD > x";

    public TemporaryFolder Folder { get; } = new();

    public string Output => Folder.File("out");

    public void Dispose() => Folder.Dispose();

    /// <summary>A file of one tone; a higher one for a higher number, and for the second channel.</summary>
    public async Task<PackageStem> StemAsync(string name, int number = 1, int frames = Frames, int rate = Rate, int channels = 2, string extension = "wav")
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder.File($"stems{number}")).FullName, $"{name}.{extension}");
        float[] samples = [.. Enumerable.Range(0, frames * channels).Select(i => 0.2f * MathF.Sin(2 * MathF.PI * ((220 * number) + (50 * (i % channels))) * (i / channels) / rate))];
        await Sounds.WriteAsync(path, samples, new AudioFormat(rate, channels), new AudioEncoding(AudioContainers.ByName[extension]));
        return new PackageStem(name, path);
    }

    /// <summary>Four stems, named in an order that is not that of the package.</summary>
    public async Task<PackageSong> FourAsync(string title = "Song", SongTempo? tempo = null) => new()
    {
        Title = title,
        Tempo = tempo,
        Stems = [await StemAsync("vocals", 1), await StemAsync("drums", 2), await StemAsync("bass", 3), await StemAsync("other", 4)],
    };

    public Task WriteAsync(PackageSong song, PackageFormat format) => SongPackage.WriteAsync(song, Output, format);

    /// <summary>The files of the archive that was written.</summary>
    public async Task<Dictionary<string, byte[]>> EntriesAsync()
    {
        await using var zip = await ZipFile.OpenReadAsync(Output);
        var entries = new Dictionary<string, byte[]>();
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            await using var stream = await entry.OpenAsync();
            await stream.CopyToAsync(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }
}
