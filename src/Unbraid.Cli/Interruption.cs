using System.Runtime.InteropServices;
using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into cancellation; the second one, or SIGQUIT, ends the process at once, without what it has
/// begun to write.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>SIGXFSZ, for which there is no name.</summary>
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Handle),
            // A file that grows beyond 'ulimit -f' is an error like others, and no reason to die.
            .. OperatingSystem.IsWindows() ? (PosixSignalRegistration[])[] : [PosixSignalRegistration.Create(FileTooLarge, context => context.Cancel = true)],
        ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (context.Signal != PosixSignal.SIGQUIT && !_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _source.Cancel();
            return;
        }

        Terminal.ShowCursor();
        ScratchFolder.DiscardAll();
    }
}
