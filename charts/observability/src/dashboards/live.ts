import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { LiveFunction } from '@tidecast/platform/events/live';
import type { LiveCount } from '@tidecast/platform/telemetry/metrics';
import { dashboard, figure, graph } from '../panels.ts';
import { type CloudWatchMetric, dimension, functionMetric, metric } from '../queries.ts';
import { cloudWatchVariable, stackVariable } from '../variables.ts';

type Of = Omit<CloudWatchMetric, 'namespace'>;

const stream = (wanted: Of) => metric({ namespace: 'AWS/IVS', ...wanted });
const chat = (wanted: Of) => metric({ namespace: 'AWS/IVSChat', ...wanted });

/** A metric of every channel, labelled with the channel's id. */
const byChannel = (name: string, statistic: CloudWatchMetric['statistic']) =>
  stream({
    metric: name,
    dimensions: { Channel: '*' },
    statistic,
    label: dimension('Channel'),
  });

const counted = (name: LiveCount, service: `live-${LiveFunction}` | '*', label: string) =>
  functionMetric({ metric: name, service, statistic: 'Sum', label });

const byReason = (name: LiveCount, service: `live-${LiveFunction}`) =>
  functionMetric({
    metric: name,
    service,
    reason: '*',
    statistic: 'Sum',
    label: dimension('reason'),
  });

/** Channels, viewers and chat as Amazon IVS counts them, and what our functions do with them. */
export function liveDashboard(): DashboardBuilder {
  const board = dashboard({
    uid: 'tidecast-live',
    title: 'Tidecast / Live',
    description:
      'Channels, viewers and chat of Amazon IVS, for everything in this account and region, and the functions of this stack. Without a live channel there is nothing to see.',
  })
    .withVariable(cloudWatchVariable())
    .withVariable(stackVariable('stack', 'name'));
  addSummary(board);
  addChannels(board.withRow(new RowBuilder('Channels')));
  addChat(board.withRow(new RowBuilder('Chat')));
  addReviews(board.withRow(new RowBuilder('Chat review')));
  addFunctions(board.withRow(new RowBuilder('Functions')));
  return board;
}

function addSummary(board: DashboardBuilder): void {
  board
    .withPanel(
      figure(
        { title: 'Channels live', description: 'Now.', unit: 'short', abreast: 3 },
        stream({ metric: 'ConcurrentStreams', statistic: 'Maximum', label: 'channels' }),
      ),
    )
    .withPanel(
      figure(
        { title: 'Viewers', description: 'Of all channels, now.', unit: 'short', abreast: 3 },
        stream({ metric: 'ConcurrentViews', statistic: 'Maximum', label: 'viewers' }),
      ),
    )
    .withPanel(
      figure(
        { title: 'In chat', description: 'Open connections, now.', unit: 'short', abreast: 3 },
        chat({ metric: 'ConcurrentChatConnections', statistic: 'Maximum', label: 'connections' }),
      ),
    );
}

function addChannels(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Channels by health',
          description: 'Starving means: less comes from the broadcaster than is to be played.',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [
          stream({
            metric: 'ConcurrentStreams',
            dimensions: { Health: '*' },
            statistic: 'Maximum',
            label: dimension('Health'),
          }),
        ],
      ),
    )
    .withPanel(
      graph({ title: 'Viewers by channel', description: 'Now.', unit: 'short', abreast: 2 }, [
        byChannel('ConcurrentViews', 'Maximum'),
      ]),
    )
    .withPanel(
      graph(
        {
          title: 'Bitrate from the broadcaster',
          description: 'Picture, sound and metadata together.',
          unit: 'bps',
          abreast: 3,
        },
        [byChannel('IngestBitrate', 'Average')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Frames from the broadcaster',
          description: 'A second. When they break off, viewers see a standing picture.',
          unit: 'short',
          abreast: 3,
        },
        [byChannel('IngestFramerate', 'Average')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Keyframe interval',
          description: 'IVS asks for 2 s: longer ones delay what viewers see.',
          unit: 's',
          abreast: 3,
        },
        [byChannel('KeyframeInterval', 'Maximum')],
      ),
    );
}

function addChat(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Messages',
          description: 'Sent by people, and delivered to all who read them.',
          unit: 'short',
          abreast: 3,
        },
        [
          chat({ metric: 'MessagingRequests', statistic: 'Sum', label: 'sent' }),
          chat({ metric: 'MessagingDeliveries', statistic: 'Sum', label: 'delivered' }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Requests by action',
          description: 'Messages, and what moderators do.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [
          chat({
            metric: 'Requests',
            dimensions: { Action: '*' },
            statistic: 'Sum',
            label: dimension('Action'),
          }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Review failures',
          description: 'Messages that the review function did not answer, or answered wrongly.',
          unit: 'short',
          abreast: 3,
        },
        [
          chat({
            metric: 'InvocationErrors',
            dimensions: { Uri: '*' },
            statistic: 'Sum',
            label: 'not answered',
          }),
          chat({
            metric: 'ResponseValidationErrors',
            dimensions: { Uri: '*' },
            statistic: 'Sum',
            label: 'wrong answer',
          }),
        ],
      ),
    );
}

function addReviews(board: DashboardBuilder): void {
  const reviewTime = { metric: 'ReviewTime', service: 'live-review' } as const;
  board
    .withPanel(
      graph(
        {
          title: 'Refused messages',
          description: 'By reason; unavailable means that no review was in time.',
          unit: 'short',
          abreast: 3,
          stacked: true,
        },
        [byReason('MessageRefused', 'live-review')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Reviewed messages',
          description: 'And the tokens with which people joined a chat.',
          unit: 'short',
          abreast: 3,
        },
        [
          counted('MessageAllowed', 'live-review', 'allowed'),
          counted('MessageRefused', 'live-review', 'refused'),
          counted('ChatTokenGiven', 'live-http', 'chat tokens'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Review time',
          description: 'How long a message waited for its review. IVS Chat waits 200 ms.',
          unit: 's',
          abreast: 3,
        },
        [
          functionMetric({ ...reviewTime, statistic: 'p50', label: 'p50' }),
          functionMetric({ ...reviewTime, statistic: 'p99', label: 'p99' }),
          functionMetric({ ...reviewTime, statistic: 'Maximum', label: 'longest' }),
        ],
      ),
    );
}

function addFunctions(board: DashboardBuilder): void {
  const timeToLive = { metric: 'TimeToLive', service: 'live-events' } as const;
  board
    .withPanel(
      graph(
        {
          title: 'Streams',
          description: 'Ignored events were late, repeated or about other channels.',
          unit: 'short',
          abreast: 3,
        },
        [
          counted('StreamStarted', '*', 'started'),
          counted('StreamEnded', '*', 'ended'),
          counted('StreamStarving', 'live-events', 'starving'),
          byReason('LimitBreached', 'live-events'),
          counted('EventIgnored', 'live-events', 'events ignored'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Time until live',
          description: "From IVS's stream start event until the channel is shown as live.",
          unit: 's',
          abreast: 3,
        },
        [
          functionMetric({ ...timeToLive, statistic: 'p50', label: 'p50' }),
          functionMetric({ ...timeToLive, statistic: 'Maximum', label: 'longest' }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Channels and recordings',
          description: 'A failed recording is kept in its bucket, to be looked at.',
          unit: 'short',
          abreast: 3,
        },
        [
          counted('ChannelOpened', 'live-http', 'channels opened'),
          counted('ChannelClosed', '*', 'channels closed'),
          counted('RecordingImported', '*', 'recordings imported'),
          counted('RecordingFailed', '*', 'recordings failed'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Faults',
          description:
            'Failed requests are errors of the service. The reconciler corrects what events left behind, and tries again where it failed.',
          unit: 'short',
          abreast: 1,
        },
        [
          counted('RequestFailed', 'live-http', 'requests failed'),
          counted('ChannelSettled', 'live-reconcile', 'channels corrected'),
          counted('ReconcileFailed', 'live-reconcile', 'not settled'),
          counted('RowUnreadable', '*', 'rows unreadable'),
        ],
      ),
    );
}
