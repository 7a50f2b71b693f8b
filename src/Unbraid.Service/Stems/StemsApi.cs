using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Unbraid.Separation;
using Unbraid.Service.Api;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;
using Unbraid.Service.Tasks;

namespace Unbraid.Service.Stems;

internal static class StemsApi
{
    public static void MapStems(this IEndpointRouteBuilder producer) =>
        producer.MapPost("/stems", GetStems)
            .WithName("ApiPublicController_getStems")
            .WithSummary("Take a song apart into stems")
            .WithDescription("The task's result is a flat object, stem name to link, for example vocals, drums, bass and other.")
            .Accepts<GetStemsDto>("application/json")
            .Produces<TaskIdDto>(200).Produces<TaskIdDto>(201)
            .Refuses(400, 401, 404, 409, 413, 415, 429, 503)
            .RequireRateLimiting(RateLimits.Submissions);

    private static async Task<Created<TaskIdDto>> GetStems(HttpContext http, TaskSubmission submission, ServiceDb db)
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
        body.Require(StemsHandler.Formats.ContainsKey(format), "format must be wav, flac, mp3 or m4a");
        body.ThrowIfWrong();

        var tenant = http.User.Tenant();
        if (!Guid.TryParse(audioId, out var id) || !await db.Audios.AnyAsync(a => a.Id == id && a.Tenant == tenant))
            throw new Refusal(StatusCodes.Status404NotFound, "There is no audio with this audioId.");
        return await submission.SubmitAsync(http, StemsHandler.Area, new StemsInput(model, stems, format, residual), audioId: id);
    }
}
