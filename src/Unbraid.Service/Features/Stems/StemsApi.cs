using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Separation;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Stems;

internal static class StemsApi
{
    public static void AddStems(this IServiceCollection services)
    {
        services.AddSingleton(StemsHandler.Area).AddSingleton<StemFigures>().AddSingleton<SeparatorCache>().AddSingleton<ITaskHandler, StemsHandler>();
        services.AddStemReadiness();
    }

    public static void MapStems(this IEndpointRouteBuilder producer) =>
        producer.MapPost("/stems", GetStems)
            .WithName("ApiPublicController_getStems")
            .WithSummary("Take a song apart into stems")
            .WithDescription("The task's result is a flat object, stem name to link, for example vocals, drums, bass and other.")
            .Accepts<GetStemsDto>("application/json")
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 404, 409, 413, 415, 429, 503)
            .RequireRateLimiting(RateLimits.Submissions);

    private static async Task<Created<TaskIdDto>> GetStems(HttpContext http, TaskSubmission submission, AudioStore audios)
    {
        var body = await JsonBody.ReadAsync(http.Request);
        var audioId = body.RequiredString("audioId");
        var model = body.OptionalString("model") ?? ModelCatalogue.Auto;
        var stems = body.OptionalStrings("stems");
        var format = body.OptionalString("format") ?? "wav";
        var residual = body.OptionalBool("residual") ?? false;
        // Names only: the separator itself would also take the path of a checkpoint, and paths here are nobody's to name.
        body.Require(model == ModelCatalogue.Auto || ModelCatalogue.Names.Contains(model),
            $"model must be {ModelCatalogue.Auto} or one of {string.Join(", ", ModelCatalogue.Names)}");
        body.Require(stems is not { Count: 0 }, "stems must name at least one stem");
        body.Require(FileFormats.Containers.ContainsKey(format), FileFormats.Complaint);
        body.ThrowIfWrong();

        var song = await audios.RequireAsync(audioId, http.User.Tenant());
        return await submission.SubmitAsync(http, StemsHandler.KindName, new StemsInput(model, stems, format, residual), audioId: song.Id);
    }
}
