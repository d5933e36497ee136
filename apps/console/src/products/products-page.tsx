import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../asking/chosen-project.js';
import { shiftOf, within } from '../asking/within.js';
import { useSearchText } from '../asking/search-text.js';
import { later } from '../parts/later.js';
import { LinkButton } from '../parts/link-button.js';
import { PageHead } from '../parts/page-head.js';
import { Rows } from '../parts/rows.js';
import { NotAllowed } from '../admin/rights/not-allowed.js';
import { useRights } from '../session/use-rights.js';
import { SearchBox } from '../search/search-box.js';
import { Empty, NoneInProject } from '../shell/empty.js';
import { Moment } from '../shell/moment.js';
import { faultPosition } from '../shell/ways-out/way-out.js';
import { useProducts, type Product } from './products.js';

const MakeProduct = later(async () => (await import('./make-product.js')).MakeProduct);

/** The products of one's projects. */
export function ProductsPage(): ReactNode {
  const [filter, setFilter] = useSearchText('filter');
  const project = useChosenProject();
  const list = useProducts(within(filter, project));
  const mayMake = useRights().maySomewhere('product.create');
  return (
    <Stack>
      <PageHead title="Products" about="What devices are alike: one part, the same releases, one agent.">
        <LinkButton variant="default" to="/components">
          Find a component
        </LinkButton>
        {mayMake && <NewProductButton />}
      </PageHead>
      <SearchBox
        list="products"
        faultShift={shiftOf(filter, project)}
        key={filter}
        filter={filter}
        error={faultPosition(list.query.error) === undefined ? null : list.query.error}
        onSearch={setFilter}
        what="Selection of products"
        example="part==STM32G484;agent==twinbank"
      />
      <Rows
        label="Products"
        columns={['Product', 'Part', 'Hardware', 'Signed by', 'Made']}
        list={list}
        empty={
          filter !== '' ? (
            <Empty title="No product is selected">Nothing matches this selection. Make it wider, or clear it.</Empty>
          ) : project !== undefined ? (
            <NoneInProject what="products" project={project} />
          ) : (
            <Empty title="There are no products yet">
              {mayMake ? (
                'Make the first one. Then upload a release for it, and provision devices.'
              ) : (
                <NotAllowed action="product.create">Products are made by others.</NotAllowed>
              )}
            </Empty>
          )
        }
        row={(product) => <ProductRow key={product.name} product={product} />}
      />
    </Stack>
  );
}

function ProductRow({ product }: { readonly product: Product }): ReactNode {
  const { name, project, part, hardware, signing, agent, created } = product;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/products/$product" params={{ product: name }}>
          {name}
        </Link>{' '}
        <Text span size="sm" c="dimmed">
          {project}
        </Text>{' '}
        {agent === 'own' && (
          <Badge variant="default" tt="none">
            own agent
          </Badge>
        )}
      </Table.Td>
      <Table.Td>{part}</Table.Td>
      <Table.Td>{hardware.join(', ')}</Table.Td>
      <Table.Td>{signersText(signing)}</Table.Td>
      <Table.Td>
        <Moment at={created} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Who may sign, in a few words. */
function signersText({ keys, threshold, serverKey }: Product['signing']): string {
  const team = keys.length === 0 ? [] : [`${threshold} of ${keys.length} team ${keys.length === 1 ? 'key' : 'keys'}`];
  return [...team, ...(serverKey ? ['the server'] : [])].join(' or ') || 'nobody';
}

function NewProductButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <Button onClick={() => setOpen(true)}>New product …</Button>
      {isOpen && (
        <MakeProduct
          onClose={() => setOpen(false)}
          onMade={({ name }) => void navigate({ to: '/products/$product', params: { product: name } })}
        />
      )}
    </>
  );
}
