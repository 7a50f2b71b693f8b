using Microsoft.AspNetCore.Http.HttpResults;
using Unbraid.Separation;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Security;

namespace Unbraid.Service.Features.Stems;

internal static class StemsApi
{
    public static void AddStems(this IServiceCollection services)
    {
        services.AddSingleton(StemsHandler.Area).AddSingleton(StemPeaksApi.Area).AddSingleton<StemFigures>().AddSingleton<SeparatorCache>().AddSingleton<StemShelf>();
        services.AddTaskKind<StemsHandler>(Map);
        services.AddStemReadiness();
        services.AddHostedService<ModelFetch>();
    }

    private static void Map(IEndpointRouteBuilder producer)
    {
        producer.MapSubmission("/stems", GetStems)
            .WithName("ApiPublicController_getStems")
            .WithSummary("Take a song apart into stems")
            .WithDescription("The task's result is a flat object, stem name to link, for example vocals, drums, bass and other.")
            .Refuses(404);
        producer.MapStemPeaks();
    }

    private static async Task<Created<TaskIdDto>> GetStems(HttpContext http, Body<GetStemsDto> body, TaskSubmission submission, AudioStore audios)
    {
        var request = body.Value;
        var song = await audios.RequireAsync(request.AudioId, http.User.Tenant());
        var model = request.Model ?? ModelCatalogue.Auto;
        var input = new StemsInput(model, request.Stems, request.Format ?? "wav", request.Residual ?? false, request.Recipe, request.Clip);
        return await submission.SubmitAsync(
            http, new Submission<StemsInput>(StemsHandler.KindName, input, request.CallbackUrl)
            {
                AudioId = song.Id,
                Model = model == ModelCatalogue.Auto ? null : model,
            });
    }
}
