using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.Features.Generation;

internal static class GenerationApi
{
    public const string CreateMusic = "create_music";

    /// <exception cref="ServiceException">As <see cref="Generators.AddGenerators"/>.</exception>
    public static void AddGeneration(this IServiceCollection services, GenerationOptions options)
    {
        services.AddGenerators(options);
        services.AddSingleton(PaidCall.Area).AddSingleton<ITaskHandler, GenerationHandler>();
    }

    public static void MapGeneration(this IEndpointRouteBuilder producer) =>
        producer.MapPost("/audios", Create)
            .WithName("ApiPublicController_createAudio")
            .WithSummary("Make a song of words")
            .WithDescription("The task's result has audioId, audioUrl, duration (seconds) and title. The song is an audio like any uploaded one.")
            .Accepts<CreateAudioDto>("application/json")
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 409, 413, 415, 429, 503)
            .RequireRateLimiting(RateLimits.Submissions);

    private static async Task<Created<TaskIdDto>> Create(
        HttpContext http, TaskSubmission submission, MusicModels models, UrlRules addresses)
    {
        var body = await JsonBody.ReadAsync(http.Request);
        var action = body.RequiredString("action");
        var prompt = Text(body, "soundPrompt", CreateAudioDto.MaxPrompt);
        var lyrics = Text(body, "lyrics", CreateAudioDto.MaxLyrics);
        var title = Text(body, "title", CreateAudioDto.MaxTitle);
        var model = body.OptionalString("model") ?? models.Default;
        var seed = body.OptionalInteger("seed");
        var instrumental = body.OptionalBool("makeInstrumental") ?? false;
        var imageUrl = body.OptionalString("imageUrl");
        body.Require(action is "" or CreateMusic, $"action must be {CreateMusic}");
        body.Require(prompt is not null || lyrics is not null, "soundPrompt or lyrics must be given");
        body.Require(models.Find(model) is not null, $"model must be one of {string.Join(", ", models.Names)}");
        if (imageUrl is not null && addresses.Complaint(imageUrl, out _) is { } complaint)
            body.Require(false, $"imageUrl {complaint}");
        body.ThrowIfWrong();
        return await submission.SubmitAsync(
            http, GenerationHandler.KindName,
            new GenerationInput(prompt, instrumental ? null : lyrics, title, model, seed, instrumental, imageUrl));
    }

    /// <summary>A text of limited length; one of white space alone counts as not given.</summary>
    private static string? Text(JsonBody body, string member, int maxLength)
    {
        var text = body.OptionalString(member);
        body.Require(text is null || text.Length <= maxLength, $"{member} must have at most {maxLength} characters");
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
