using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Console;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Download;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Features.Upload;
using Unbraid.Service.Features.Video;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.OpenApi;
using Unbraid.Service.Outbound;
using Unbraid.Service.Security;
using Unbraid.Service.Storage;

namespace Unbraid.Service;

/// <summary>The service as one call.</summary>
public static class ServiceHost
{
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Runs the service until cancelled or told to stop by a signal, then drains it. Says on stderr in one sentence why it could
    /// not start.
    /// </summary>
    /// <returns>0 after an orderly stop, 1 if it could not start.</returns>
    public static async Task<int> RunAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = DataFolder.Open(options.ResolvedDataFolder);
            await using var app = Build(options, folder);
            await PrepareAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            app.Logger.LogInformation(
                "Unbraid listens on {Urls}; its data is in {Folder}", string.Join(" and ", app.Urls), folder.Path);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (Explain(e, options) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>The whole application, not yet started.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="folder">The data folder, held by the caller.</param>
    /// <param name="replace">Replaces services, for tests.</param>
    internal static WebApplication Build(ServiceOptions options, DataFolder folder, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var key = SigningKey.Open(folder.Path);
        builder.Logging.AddSimpleConsole(
            console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
        builder.Logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // The framework's own lines about requests hold query strings, and those hold signatures.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Unbraid", LogLevel.Information);

        builder.WebHost.UseKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, 1_000_000));
        builder.WebHost.UseUrls(ListenOn(options.Urls));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_drain);

        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(TimeProvider.System);
        services.AddStorage(folder);
        services.AddBearerTokens(options, key);
        services.AddHttp(options);
        services.AddSelfDescription();
        services.AddJobs();
        services.AddOutbound();
        services.AddAudios();
        services.AddUpload();
        services.AddGeneration(options);
        services.AddStems();
        services.AddDownload();
        services.AddVideo();
        replace?.Invoke(services);

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseDraining();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();

        var producer = app.MapGroup("/producer").RequireAuthorization().WithTags("producer");
        producer.MapUpload();
        producer.MapGeneration();
        producer.MapStems();
        producer.MapDownload();
        producer.MapVideo();
        producer.MapAudios();
        producer.MapTasks();
        app.MapFiles();
        app.MapHealth();
        app.MapSelfDescription();
        return app;
    }

    /// <summary>Checks the database and clears up after the last run, before anything else begins.</summary>
    internal static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var factory = app.Services.GetRequiredService<IDbContextFactory<ServiceDb>>();
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
            await Database.PrepareAsync(db, app.Services.GetRequiredService<DataFolder>().Database, cancellationToken);
        await app.Services.GetRequiredService<Janitor>().CleanUpAfterLastRunAsync();
    }

    private static string[] ListenOn(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = Array.Find(
            addresses, url => !Uri.TryCreate(url.Replace('*', 'x').Replace('+', 'x'), UriKind.Absolute, out var uri) ||
            uri.Scheme != Uri.UriSchemeHttp);
        return addresses.Length > 0 && wrong is null
            ? addresses
            : throw new ServiceException(
                $"The address \"{wrong}\" cannot be listened on; give one such as http://127.0.0.1:8080.");
    }

    private static string? Explain(Exception e, ServiceOptions options) => e switch
    {
        ServiceException => e.Message,
        IOException { InnerException: AddressInUseException } =>
            $"The address {options.Urls} is in use by another program; stop it or choose another with --urls or UNBRAID_URLS.",
        SocketException => $"The address {options.Urls} cannot be listened on: {e.Message}.",
        _ => null,
    };
}
