using System.Diagnostics;
using System.Net.Sockets;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Outbound;

/// <summary>Sends callbacks as they become due. 2xx is delivered, 410 is never again, anything else is tried again later.</summary>
internal sealed class WebhookSender : BackgroundService
{
    private const string Gone = "answer 410";

    private const int MaxAtOnce = 16;

    /// <summary>One tenant's hanging endpoint must not hold up the others.</summary>
    private const int MaxAtOncePerTenant = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<Task, string> _sending = [];
    private readonly HttpClient _http;
    private readonly Outbox _outbox;
    private readonly WebhookMessage _message;
    private readonly OutboundFigures _figures;
    private readonly UrlRules _rules;
    private readonly OutboundOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<WebhookSender> _log;

    public WebhookSender(
        Outbox outbox, WebhookMessage message, OutboundFigures figures, UrlRules rules, HostResolver resolve, OutboundOptions options,
        TimeProvider clock, ILogger<WebhookSender> log)
    {
        (_outbox, _message, _figures, _rules, _options, _clock, _log) = (outbox, message, figures, rules, options, clock, log);
        _http = GuardedHttp.CreateClient(rules, resolve);
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await StartDueAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(_sending.Keys);
    }

    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        foreach (var done in _sending.Keys.Where(task => task.IsCompleted).ToList())
            _sending.Remove(done);
        var busy = _sending.Values.CountBy(tenant => tenant).Where(tenant => tenant.Value >= MaxAtOncePerTenant)
            .Select(tenant => tenant.Key).ToList();
        try
        {
            while (_sending.Count < MaxAtOnce && await _outbox.TakeAsync(busy, cancellationToken) is { } task)
            {
                _sending.Add(SendAsync(task, cancellationToken), task.Tenant);
                if (_sending.Values.Count(tenant => tenant == task.Tenant) >= MaxAtOncePerTenant)
                    busy.Add(task.Tenant);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _log.LogFault(e, "Looking for callbacks failed and is tried again");
        }
    }

    private async Task SendAsync(TaskRow task, CancellationToken cancellationToken)
    {
        using var span = OutboundFigures.Begin(task);
        try
        {
            var said = await PostAsync(task, cancellationToken);
            var last = said is null or Gone || task.CallbackDueAt is null;
            if (last)
                await _outbox.CloseAsync(task);
            else
                await _outbox.RetryAsync(task);
            _figures.Count(said is null ? "delivered" : last ? "given_up" : "retried");
            if (said is not null)
            {
                span?.SetStatus(ActivityStatusCode.Error, said);
                _log.LogWarning("The callback of task {TaskId} was not taken ({Said}), attempt {Attempt}; {Next}; trace {TraceId}",
                    task.Id, said, task.CallbackAttempt, last ? "it is given up" : $"the next is at {task.CallbackDueAt:u}", task.TraceId);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service stops; the row says when to try again.
        }
        catch (Exception e)
        {
            _log.LogFault(e, $"Sending the callback of task {task.Id} failed");
        }
    }

    /// <summary>Null if it was taken, else what happened. The address itself may hold a secret and is never said.</summary>
    private async Task<string?> PostAsync(TaskRow task, CancellationToken cancellationToken)
    {
        if (_rules.Complaint(task.CallbackUrl!, out _) is { } complaint)
            return $"it {complaint}";
        using var timeout = new CancellationTokenSource(_options.WebhookTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = _message.For(task);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null : $"answer {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return $"no answer within {_options.WebhookTimeout.TotalSeconds:0} s";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is SocketException socket ? socket.Message.TrimEnd('.') : "no connection";
        }
    }
}
