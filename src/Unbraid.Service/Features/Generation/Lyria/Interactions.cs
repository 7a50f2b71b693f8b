using System.Text.Json.Nodes;

namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>A job that is begun and asked for until it has ended. Its id is kept, so that neither a stop nor a time-out loses what was paid for.</summary>
/// <remarks>After https://ai.google.dev/api/interactions-api. Google keeps a job while it runs, and after that until it is told to forget it.</remarks>
internal sealed class Interactions(LyriaHttp http, LyriaOptions options, TimeProvider clock, ILogger log) : ISongSource
{
    private const int MostDamagedAnswers = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(120);

    public OptionalMembers Optional => OptionalMembers.All;

    public async Task<LyriaSong> AskAsync(LyriaRequest request, OptionalMembers members, IPaidCall call, CancellationToken cancellationToken)
    {
        var job = call.Job is { } id ? await WaitAsync(id, cancellationToken) : await BeginAsync(request, members, call, cancellationToken);
        try
        {
            return job.Status == "completed" ? LyriaAnswer.SongOf(job, request.Instrumental) with { Job = job.Id } : throw WithoutSong(job);
        }
        catch (LyriaException)
        {
            await call.ForgetAsync();
            throw;
        }
    }

    /// <summary>Has Google forget a job, unless it may keep it.</summary>
    public async Task ForgetAsync(string id, CancellationToken cancellationToken)
    {
        if (options.Store)
            return;
        try
        {
            await http.SendAsync<JsonObject>(HttpMethod.Delete, PathOf(id), null, s_longestPoll, cancellationToken);
        }
        catch (LyriaException e)
        {
            log.LogWarning("Google still keeps a song that it was to forget: {Summary}", e.Summary);
        }
    }

    /// <returns>The job, ended.</returns>
    private async Task<WireInteraction> BeginAsync(LyriaRequest request, OptionalMembers members, IPaidCall call, CancellationToken cancellationToken)
    {
        await call.BeginAsync();
        WireInteraction job;
        try
        {
            job = await http.SendAsync<WireInteraction>(HttpMethod.Post, "interactions", Body(request, members), options.Timeout, cancellationToken);
        }
        catch (LyriaException e) when (e.IsFree)
        {
            await call.ForgetAsync();
            throw;
        }

        if (!IsRunning(job))
            return job;
        if (job.Id is not { Length: > 0 } id)
            throw new LyriaException(LyriaError.BadAnswer, "Lyria began a song and did not say how to ask for it; it may have been billed.");
        await call.SaveJobAsync(id);
        return await WaitAsync(id, cancellationToken);
    }

    /// <summary>Asks until the job has ended. Whatever goes wrong with asking costs nothing, and passes or is mended by the operator.</summary>
    private async Task<WireInteraction> WaitAsync(string id, CancellationToken cancellationToken)
    {
        string? said = null;
        var damaged = 0;
        var pause = s_pause;
        while (true)
        {
            await Task.Delay(pause, clock, cancellationToken);
            try
            {
                var job = await http.SendAsync<WireInteraction>(HttpMethod.Get, PathOf(id), null, s_longestPoll, cancellationToken);
                if (!IsRunning(job))
                    return job;
                (said, damaged, pause) = (null, 0, s_pause);
            }
            catch (LyriaException e) when (e.Failure?.Code is 400 or 404 or 410)
            {
                throw new LyriaException(LyriaError.JobLost, "Lyria no longer knows the song that it was making; it may have been billed.") { Failure = e.Failure };
            }
            catch (LyriaException e) when (e.Error != LyriaError.BadAnswer || ++damaged < MostDamagedAnswers)
            {
                if (said != e.Message)
                    log.LogWarning("Lyria is making a song and cannot be asked for it: {Summary}", e.Remedy is null ? e.Summary : $"{e.Summary} {e.Remedy}");
                said = e.Message;
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private LyriaException WithoutSong(WireInteraction job)
    {
        if (job.Status == "budget_exceeded")
            return LyriaRefusal.Explain(LyriaFailure.Of(job.Status), options);
        if (job.Error.ValueKind == System.Text.Json.JsonValueKind.Object)
            return LyriaRefusal.Explain(LyriaFailure.Read(null, job.Error, options.ApiKey), options);
        return LyriaAnswer.WithoutSound(job.Status, hasWords: false);
    }

    private static bool IsRunning(WireInteraction job) => job.Status is "in_progress" or "queued";

    private static string PathOf(string id) => $"interactions/{Uri.EscapeDataString(id)}";

    private JsonObject Body(LyriaRequest request, OptionalMembers members)
    {
        var input = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = request.Text() });
        if (request.Image is { } image)
            input.Add(new JsonObject { ["type"] = "image", ["mime_type"] = image.MediaType, ["data"] = Convert.ToBase64String(image.Content.Span) });
        var body = new JsonObject { ["model"] = options.Model, ["input"] = input };
        var background = members.HasFlag(OptionalMembers.Background);
        if (background)
            body["background"] = true;
        // Without being stored a job could not be asked for.
        if (members.HasFlag(OptionalMembers.Store))
            body["store"] = options.Store || background;
        if (request.Seed is { } seed && members.HasFlag(OptionalMembers.Seed))
            body["generation_config"] = new JsonObject { ["seed"] = seed };
        return body;
    }
}
