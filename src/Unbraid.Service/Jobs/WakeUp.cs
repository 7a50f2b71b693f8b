using System.Threading.Channels;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Jobs;

/// <summary>Tells idle workers to look for a task. A lost signal costs seconds, never a task: the rows are the truth.</summary>
internal sealed class WakeUp(IDatabase database, TimeProvider clock)
{
    private readonly Dictionary<Lane, Channel<bool>> _lanes = Enum.GetValues<Lane>().ToDictionary(
        lane => lane,
        _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    public void Signal()
    {
        foreach (var lane in _lanes.Keys)
            Signal(lane);
    }

    public void Signal(Lane lane) => _lanes[lane].Writer.TryWrite(true);

    /// <summary>Returns at a signal, or when it is time to look without one.</summary>
    public async Task WaitAsync(Lane lane, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(database.Patience.OfWorkers, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _lanes[lane].Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
