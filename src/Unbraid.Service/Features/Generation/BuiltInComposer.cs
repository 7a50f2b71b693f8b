using Unbraid.Audio;
using Unbraid.Composition;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Features.Generation;

/// <summary>Songs written and played by rules: no key, no network, the same bytes for the same request and seed.</summary>
internal sealed class BuiltInComposer : IMusicGenerator
{
    public const string Name = "Unbraid Composer";

    public string Model => Name;

    public bool IsLostWhenBrokenOff => false;

    public string? Trouble => null;

    public Task<GeneratedSong> GenerateAsync(
        MusicRequest request, string path, IPaidCall call, IProgress<double> progress, CancellationToken cancellationToken) =>
        Task.Run(() => ComposeAsync(request, path, progress, cancellationToken), cancellationToken);

    private static async Task<GeneratedSong> ComposeAsync(
        MusicRequest request, string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var song = Composer.Compose(new SongRequest
        {
            Prompt = request.Prompt ?? "",
            Lyrics = request.Lyrics ?? "",
            Title = request.Title,
            Instrumental = request.Instrumental,
            Seed = request.ChosenSeed,
        });
        var tags = AudioTags.None.WithTitle(song.Title);
        await using var writer = AudioWriter.Create(path, ComposedSong.Format, new AudioEncoding(AudioContainer.Wav), tags);
        foreach (var block in song.Render(progress, cancellationToken))
            await writer.WriteAsync(block.Mix, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        return new GeneratedSong(song.Title, new SongOrigin
        {
            Model = Name,
            Seed = request.ChosenSeed,
            Genre = song.Genre,
            Tempo = song.Tempo,
            FirstBeat = Seconds(song.FirstBeat),
            Key = song.Key,
            Meter = song.Meter,
            Instruments = song.Instruments,
            Sections = [.. song.Sections.Select(part => new SongPart
            {
                Name = part.Name,
                Start = Seconds(part.Start),
                End = Seconds(part.End),
            })],
            Lyrics = song.Lyrics.Count == 0
                ? null
                : [.. song.Lyrics.Select(line => new SungLine
                {
                    Text = line.Text,
                    Start = Seconds(line.Start),
                    End = Seconds(line.End),
                })],
        })
        {
            Warnings = song.Warnings,
        };
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
