using Unbraid.Audio;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Download;

/// <summary>Writes songs in file formats, each once: the file stays in the store, and whoever asks again gets the same.</summary>
internal sealed class SongExporter(CoverStore covers, ObjectStore objects, AudioOptions options)
{
    /// <summary>A folder of files for each song.</summary>
    public static readonly ObjectArea Area = new("exports", ObjectOwner.Audio);

    public static string KeyOf(Guid audioId, string format) => Area.KeyOf(audioId, $"audio.{format}");

    /// <summary>Makes sure that the song is in the store in a format of <see cref="AudioContainers"/>.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="Refusal">The song cannot be decoded.</exception>
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
            await AudioExport.WriteAsync(source, scratch, AudioContainers.ByName[format], export, progress, cancellationToken);
            objects.PublishFile(scratch, key);
            return key;
        }
        catch (AudioException e) when (e.Reason == FaultReason.Input)
        {
            throw AudioInspector.WithoutName(e);
        }
        finally
        {
            ObjectStore.Discard(scratch);
        }
    }
}
