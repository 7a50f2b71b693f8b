using Unbraid.Audio;
using Unbraid.Service.Audios;
using Unbraid.Service.Storage;
using Unbraid.Service.Tasks;
using Unbraid.Service.Upload;

namespace Unbraid.Service.Export;

/// <summary>Writes songs in file formats, each once: the file stays in the store, and whoever asks again gets the same.</summary>
internal sealed class SongExporter(CoverStore covers, ObjectStore objects, ServiceOptions options)
{
    /// <summary>The area of the files: a folder for each song.</summary>
    public const string Area = "exports";

    public static string KeyOf(Guid audioId, string format) => $"{Area}/{audioId}/audio.{format}";

    /// <summary>Makes sure that the song is in the store in a format of <see cref="FileFormats"/>.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="TaskFailedException">The song cannot be decoded.</exception>
    public async Task<string> ExportAsync(
        AudioRow song, string format, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var key = KeyOf(song.Id, format);
        if (File.Exists(objects.PathOf(key)))
            return key;
        var source = objects.PathOf(AudioRow.KeyOf(song.ContentHash));
        var scratch = objects.NewScratchPath();
        try
        {
            var export = new AudioExportOptions
            {
                Title = song.Title,
                CoverPath = covers.PathOf(song),
                MaxDuration = options.MaxAudioDuration,
            };
            await AudioExport.WriteAsync(source, scratch, FileFormats.Containers[format], export, progress, cancellationToken);
            objects.PublishFile(scratch, key);
            return key;
        }
        catch (AudioException e) when (e.InnerException is not (IOException or UnauthorizedAccessException))
        {
            throw AudioInspector.WithoutName(e, source);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }
}
