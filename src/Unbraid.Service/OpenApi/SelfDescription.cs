using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Unbraid.Service.OpenApi;

/// <summary>The API's description of itself: the OpenAPI document, and a page that shows it.</summary>
internal static class SelfDescription
{
    /// <summary>The document's name.</summary>
    public const string Document = "v1";

    public static void AddSelfDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSingleton<WrittenDescription>().AddSingleton(
            provider => new Examples(provider.GetRequiredService<TaskKinds>(), provider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions));
        services.AddOpenApi(Document, openApi =>
        {
            openApi.AddDocumentTransformer(Describe);
            openApi.AddSchemaTransformer((schema, context, _) =>
            {
                SchemaDetails.AddRules(schema, context);
                return Task.CompletedTask;
            });
            openApi.AddDocumentTransformer(SchemaDetails.AddAsync);
            openApi.AddOperationTransformer(OperationDetails.AddAsync);
        });
    }

    public static void MapSelfDescription(this IEndpointRouteBuilder app)
    {
        app.MapMethods($"/openapi/{Document}.json", ["GET", "HEAD"], async (WrittenDescription written, CancellationToken cancellationToken) =>
            TypedResults.Text(await written.ReadAsync(cancellationToken), "application/json; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
        var files = EmbeddedFiles.Of(typeof(SelfDescription).Assembly, "openapi/");
        app.MapEmbedded("/docs", files, "page.html");
        app.MapEmbedded("/page.css", files, "page.css");
        app.MapEmbedded("/page.js", files, "page.js");
    }

    private static Task Describe(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Unbraid Producer API",
            Version = typeof(SelfDescription).Assembly.GetName().Version!.ToString(3),
            Description = "Upload a song, take it apart into stems, fetch them by link. Every POST starts a task and answers at once; poll the task for its result.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [];
        document.Tags = new HashSet<OpenApiTag> { new() { Name = "producer", Description = "Songs and what is made of them." } };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearerAuth"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
            },
        };
        var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearerAuth", document)] = [] };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
            operation.Security = [bearer];
        return Task.CompletedTask;
    }
}
