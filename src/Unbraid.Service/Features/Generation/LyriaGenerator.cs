using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation.Lyria;

namespace Unbraid.Service.Features.Generation;

/// <summary>Songs by Google's Lyria, kept byte for byte as they came.</summary>
internal sealed class LyriaGenerator(LyriaClient lyria, GenerationOptions options, ILogger<LyriaGenerator> log) : IMusicGenerator
{
    public const string Name = "Lyria 3 Pro";

    public string Model => Name;

    public bool IsLostWhenBrokenOff => options.LyriaApi != GenerationOptions.Interactions; // there a job goes on without us

    public string? Trouble { get; private set; }

    public async Task<GeneratedSong> GenerateAsync(
        MusicRequest request, string path, IPaidCall call, IProgress<double> progress, CancellationToken cancellationToken)
    {
        // The client's numbers may have 64 bits, Lyria's have 31; small ones stay what they are.
        int? seed = request.Seed is { } wide ? (int)((wide ^ (wide >> 31)) & int.MaxValue) : null;
        try
        {
            var song = await lyria.GenerateAsync(
                new LyriaRequest
                {
                    Prompt = request.Prompt,
                    Lyrics = request.Lyrics,
                    Instrumental = request.Instrumental,
                    Seed = seed,
                    Image = request.Image is { } image ? new LyriaImage(image.MediaType, image.Content) : null,
                },
                call, cancellationToken);
            Trouble = null;
            log.LogInformation("Lyria made a song: {ModelVersion}, answer {ResponseId}", song.ModelVersion, song.ResponseId);
            await File.WriteAllBytesAsync(path, song.Audio, cancellationToken);
            return new GeneratedSong(null, new SongOrigin
            {
                Model = Name,
                ModelVersion = song.ModelVersion ?? options.LyriaModel,
                Seed = request.Seed,
                Tempo = song.Tempo,
                Sections = song.Sections.Count == 0
                    ? null
                    : [.. song.Sections.Select(section => new SongPart
                    {
                        Name = section.Name,
                        Start = section.Start?.TotalSeconds,
                        Description = section.Description,
                    })],
                Lyrics = song.Lines.Count == 0
                    ? null
                    : [.. song.Lines.Select(line => new SungLine
                    {
                        Text = line.Text,
                        Start = line.Start?.TotalSeconds,
                        End = line.End?.TotalSeconds,
                    })],
                Caption = song.Caption,
            }, () => lyria.ForgetAsync(song));
        }
        catch (LyriaException e)
        {
            // What was asked stays out of the log, and so does what was answered.
            if (e.Error == LyriaError.NotServed)
                log.LogError("Lyria cannot make songs: {Remedy} ({Failure})", e.Remedy, e.Failure);
            else
                log.LogWarning("Lyria made no song: {Summary}", e.Summary);
            Trouble = e.Error == LyriaError.NotServed ? $"{e.Remedy} ({e.Failure})" : e.Failure is null ? Trouble : null;
            throw new Refusal(CodeOf(e.Error), e.Message);
        }
    }

    private static int CodeOf(LyriaError error) => error switch
    {
        LyriaError.Refused or LyriaError.Declined or LyriaError.InvalidRequest => StatusCodes.Status422UnprocessableEntity,
        LyriaError.QuotaExceeded or LyriaError.DayQuotaExceeded => StatusCodes.Status429TooManyRequests,
        LyriaError.NotServed or LyriaError.Overloaded or LyriaError.Unreachable => StatusCodes.Status503ServiceUnavailable,
        LyriaError.TimedOut => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status502BadGateway,
    };
}
