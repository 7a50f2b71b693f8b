using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.Features.Generation;

internal static class GenerationApi
{
    /// <exception cref="ServiceException">As <see cref="Generators.AddGenerators"/>.</exception>
    public static void AddGeneration(this IServiceCollection services, GenerationOptions options)
    {
        services.AddGenerators(options);
        services.AddTaskKind<GenerationHandler>(Map);
    }

    private static void Map(IEndpointRouteBuilder producer) =>
        producer.MapSubmission("/audios", Create)
            .WithName("ApiPublicController_createAudio")
            .WithSummary("Make a song of words")
            .WithDescription("The task's result has audioId, audioUrl, duration (seconds) and title. The song is an audio like any uploaded one.");

    private static Task<Created<TaskIdDto>> Create(HttpContext http, Body<CreateAudioDto> body, TaskSubmission submission, MusicModels models)
    {
        var request = body.Value;
        var model = request.Model ?? models.Default;
        var instrumental = request.MakeInstrumental ?? false;
        var input = new GenerationInput(
            TextOf(request.SoundPrompt), instrumental ? null : TextOf(request.Lyrics), TextOf(request.Title), model, request.Seed, instrumental,
            request.ImageUrl);
        return submission.SubmitAsync(
            http, new Submission<GenerationInput>(GenerationHandler.KindName, input, request.CallbackUrl) { Model = model });
    }

    /// <summary>A text of white space alone counts as not given.</summary>
    private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
